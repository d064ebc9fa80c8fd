"""An app whose only migration adds a column to a table of the site and takes long, as an upgrade may."""
