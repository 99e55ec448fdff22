"""The local server over a workspace."""
