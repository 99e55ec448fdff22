"""Merged graph in, files out."""
