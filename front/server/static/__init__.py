"""Styles and scripts of the pages, as files."""
