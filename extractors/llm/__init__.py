"""A language model as a second reader: asked window by window, and held to the words of the article.

Article ─ windows ─▶ Request ─ replies (cache, record, server) ─▶ Reply ─ contract ─▶ Reading ─ check ─▶ Report
"""

from backchannel.extractors.llm.options import ModelOptions
from backchannel.extractors.llm.reader import read_by_model

__all__ = ["ModelOptions", "read_by_model"]
