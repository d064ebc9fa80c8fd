"""Export of the site as a folder of files that opens without a server."""
