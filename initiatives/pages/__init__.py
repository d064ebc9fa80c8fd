"""Page objects: each holds what one template shows, fetched in a fixed number of queries."""
