"""Views. Each view of a public page reads the URL, builds a page object and renders it."""
