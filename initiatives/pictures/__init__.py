"""Pictures: photos on their way in, share cards drawn. Only this room imports PIL."""
