"""What is known of each kind of row and cannot be read off its model, declared once.

API, OpenAPI description, downloads and search all derive from `registry.KINDS`. A field of a model that no
declaration mentions is in the record, in the download and in the description by itself.
"""
