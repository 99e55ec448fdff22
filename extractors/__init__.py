"""Articles in, reports out."""
