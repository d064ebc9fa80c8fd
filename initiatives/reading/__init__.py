"""Reading an article or report: documents to blocks, and rules that propose facts with their places.

Deterministic and offline. Knows no models; a person confirms what is proposed.
"""
