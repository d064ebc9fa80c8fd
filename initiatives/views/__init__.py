"""What answers a request. Public pages are read the URL, build the page object, render."""
