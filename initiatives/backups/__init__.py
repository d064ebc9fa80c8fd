"""The whole site as one archive, and back: database, pictures, uploads, settings without secrets."""
