"""The sample articles, shipped as package data."""
