"""The commands, one module each; `backchannel.cli` lists them in one tuple."""
