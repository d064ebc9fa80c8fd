"""Everything that is drawn or decoded: the one room that imports Pillow."""
