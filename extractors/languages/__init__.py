"""Language packs: one folder of data files each, no code."""
