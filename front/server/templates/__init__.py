"""The pages, as templates."""
