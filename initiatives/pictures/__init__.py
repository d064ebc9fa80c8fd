"""Drawing and decoding of images; no other package of the app imports Pillow."""
