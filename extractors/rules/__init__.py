"""The rule engine: reads articles by the data of a language pack. Its code knows no language."""

from backchannel.extractors.rules.reader import read_contacts

__all__ = ["read_contacts"]
