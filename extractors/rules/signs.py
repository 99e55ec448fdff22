"""What a text may hold, told from its word forms alone, before anything in it is read.

A form is what stands between two spaces. Most forms occur again and again, so what they may hold is remembered.
"""

from __future__ import annotations

from backchannel.extractors.rules.glued import completed, may_be_glued
from backchannel.extractors.rules.pack import TOKEN, Pack

CONTACT = 1  # a phrase of contact may begin in it
GLUED = 2  # it may be two words
LONGEST = 1000  # letters of a form that is looked into; a longer one may hold anything
MAX_FORMS = 200_000  # remembered forms; more are looked at anew, so that memory stays bounded


def signs(text: str, pack: Pack) -> int:
    """The signs of all forms of a text together: CONTACT, GLUED, both or none."""
    known, found = pack.signs, 0
    for form in set(text.split()):
        some = known.get(form)
        found |= _signs(form, pack) if some is None else some
    return found


def _signs(form: str, pack: Pack) -> int:
    """The signs of one form, remembered in the pack."""
    if len(form) > LONGEST:
        return GLUED | CONTACT
    words = [word for token in TOKEN.findall(form) for word in _words(token.lower(), pack)]
    found = CONTACT if any(word in pack.openings for word in (completed(form, pack), *words)) else 0
    if may_be_glued(form, pack):
        found |= GLUED | (CONTACT if pack.scan.find_matches_as_indexes(form.lower()) else 0)
    if len(pack.signs) < MAX_FORMS:
        pack.signs[form] = found
    return found


def _words(low: str, pack: Pack) -> list[str]:
    """A word, and what is left of it without an ending of its language."""
    endings = [ending for ending in (*pack.clitics, *pack.particles) if low.endswith(ending)]
    return [low, low.rpartition("-")[0], *(low[: -len(ending)] for ending in endings)]
