"""From a document that was read to rows of a draft: what becomes what, and the way in."""
