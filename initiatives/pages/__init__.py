"""One page object for each page: all a template needs, fetched in a fixed number of queries."""
