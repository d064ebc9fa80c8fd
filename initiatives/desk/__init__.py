"""Admin screens with URLs of their own, and the base classes that the registrations in `admin` share."""
