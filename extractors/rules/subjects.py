"""Who does what a word of contact tells: the subject of its clause, or whom another clause names."""

from __future__ import annotations

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.arguments import FILLERS, arguments, owner_before, verb_between
from backchannel.extractors.rules.clauses import ACTOR, Clause, Parse
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Mention


def subject_of(parse: Parse, i: int) -> list[Mention]:
    """The subject of the clause of node i, with who stands beside it ("Onodera bersama Kono")."""
    clause = parse.clause[i]
    if clause.kind == "purpose" and not clause.own and (owner := _traveller(parse, clause)):
        return owner
    subject = _owner_right_before(parse, clause) or list(clause.subject) or _on_tour(parse, clause)
    if len(subject) == 1 and subject[0].kind in ("state", "place", "organization"):
        subject = _spoken_for(parse, i, subject)
    subject = their_states(parse, subject)
    if asked := _asked_to(parse, clause):
        return asked
    subject += [m for m in _offered_by(parse, clause) if m not in subject]
    if clause.own:
        for j in range(clause.start, i):
            node = parse.nodes[j]
            if (
                parse.clause[j] is clause
                and isinstance(node, Mention)
                and parse.governor[j] == c.WITH
                and node not in subject
                and not verb_between(parse, clause.start, j)
            ):
                subject.append(node)
    return subject


def _asked_to(parse: Parse, clause: Clause) -> list[Mention]:
    """ "mengundang X untuk berkunjung": who is asked is who would go."""
    k = clause.start - 1
    if clause.kind != "purpose" or clause.own or k < 1 or parse.letters[k] != ACTOR or parse.governor[k]:
        return []
    verb = parse.nodes[k - 1]
    lexeme = verb.lexeme if isinstance(verb, Item) else None
    invites = lexeme is not None and lexeme.verb is not None and lexeme.verb.invite and not verb.passive  # type: ignore[union-attr]
    return [parse.nodes[k]] if invites else []  # type: ignore[list-item]


def _offered_by(parse: Parse, clause: Clause) -> list[Mention]:
    """ "menolak tawaran X untuk berunding": who offers takes part too."""
    k = clause.start - 1
    if clause.kind != "purpose" or k < 1 or parse.letters[k] != ACTOR or parse.governor[k] not in ("", c.FROM):
        return []
    offer = parse.nodes[k - 1 if not parse.governor[k] else k - 2]
    proposed = isinstance(offer, Item) and offer.letter == c.MARKER and offer.lexeme is not None
    return [parse.nodes[k]] if proposed and "proposed" in offer.lexeme.statuses else []  # type: ignore


def _owner_right_before(parse: Parse, clause: Clause) -> list[Mention]:
    """ "undangan Menlu X ketika berkunjung ke Y": whose contact is named right before the clause is who travels."""
    if clause.kind != "time" or clause.own or clause.start < 2 or parse.letters[clause.start - 1] != ACTOR:
        return []
    owner = parse.nodes[clause.start - 1]
    assert isinstance(owner, Mention)
    j = clause.start - 2
    while j >= 0 and parse.letters[j] in FILLERS:
        j -= 1
    named = owner.kind == "person" and not parse.governor[clause.start - 1]
    return [owner] if named and j >= 0 and parse.letters[j] == c.NOUN else []


def _on_tour(parse: Parse, clause: Clause) -> list[Mention]:
    """ "Voss's tour, which began with trips to Paris and Rome": whose tour it is goes there."""
    if clause.kind != "rel" or clause.event is None:
        return []
    return [m for m in owner_before(parse, clause.event) if m.kind in ("person", "group", "pronoun")]


def their_states(parse: Parse, subject: list[Mention]) -> list[Mention]:
    """ "Menteri luar negeri kedua negara": the two they act for, told before."""
    if not subject or (subject[0].titled and subject[0].name and subject[0].kind == "person"):
        return subject
    for j, node in enumerate(parse.nodes[:-1]):
        following = parse.nodes[j + 1]
        if (
            node is subject[0]
            and isinstance(following, Mention)
            and following.pronoun == c.THIRDS
            and not following.owner
        ):
            return [following]
    return subject


def _spoken_for(parse: Parse, i: int, subject: list[Mention]) -> list[Mention]:
    """ "China melalui Wakil Menteri Sun Weidong mengadakan ...": who acts for the state."""
    for j in range(i):
        if parse.nodes[j] is subject[0] and parse.letters[j + 1 : j + 3] == c.THROUGH + ACTOR:
            agent = parse.nodes[j + 2]
            if isinstance(agent, Mention) and agent.kind == "person" and agent.titled:
                return [agent]
    return subject


def _traveller(parse: Parse, clause: Clause) -> list[Mention]:
    """ "kunjungan X ke Y untuk bertemu Z": who goes there is who meets."""
    above = clause.inherits or clause.parent
    for j in range(clause.start - 1, -1, -1):
        if above is None or parse.clause[j] is not above or parse.letters[j] in c.VERBS:
            return []
        if parse.letters[j] == c.NOUN:
            return [m for m in arguments(parse, j, noun=True).owner if m.kind in ("person", "group", "pronoun")]
        if parse.letters[j] == ACTOR and parse.governor[j] == c.POSSESSIVE:
            return [parse.nodes[j]]  # type: ignore[list-item]
    return []


def person_above(clause: Clause) -> list[Mention]:
    """The nearest person that is a subject above a clause."""
    above = clause.inherits or clause.parent
    for _ in range(6):
        if above is None:
            break
        people = [m for m in above.own if m.kind == "person"]
        if people:
            return people
        above = above.parent or above.inherits
    return []


def subject_behind(parse: Parse, end: int) -> list[Mention]:
    """ "dalam percakapan dengan X, Y mendesak ...": the subject of the clause that follows at once."""
    for j in range(end + 1, min(len(parse.nodes), end + 8)):
        clause = parse.clause[j]
        if clause is not parse.clause[end] and clause.own and clause.own[0] is parse.nodes[j]:
            return list(clause.own)
        if parse.letters[j] not in c.COMMA + c.DATE + c.WORD + c.CLOSE + c.MODIFIER + c.ADVERB:
            break
    return []


def is_subject(parse: Parse, i: int) -> bool:
    """The noun of contact itself stands where the subject of its clause does."""
    clause = parse.clause[i]
    for j in range(i - 1, clause.start - 1, -1):
        if parse.clause[j] is not clause:
            break
        if parse.letters[j] in c.VERBS or (parse.letters[j] == ACTOR and not parse.governor[j]):
            return False
        if parse.letters[j] in c.PREPOSITIONS:
            return False
    if clause.kind in ("time",):
        return False
    return clause.kind in ("main", "next", "that", "quote", "sub") and not clause.own
