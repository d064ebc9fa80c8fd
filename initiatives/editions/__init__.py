"""The life of editions: copied, compared, published, withdrawn; and the history of their rows."""
