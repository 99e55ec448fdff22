"""Reports in, merged graph out."""
