"""The other side of a verb of contact, and who hands over what is written."""

from __future__ import annotations

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.arguments import Arguments, arguments, is_light, lexeme_at, skip_adverbs
from backchannel.extractors.rules.clauses import ACTOR, Parse
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Mention
from backchannel.extractors.rules.pack import Frame


def objects_of(frame: Frame, args: Arguments) -> list[Mention]:
    join = frame.join
    if frame.invite and "by" in join and args.by:
        return args.by  # who invites is the host, not where one is invited to
    for name, found in (
        ("direct", args.direct),
        ("with", args.with_),
        ("to", args.to),
        ("by", args.by),
        ("between", args.between),
        ("from", args.from_),
        ("in", args.in_),
    ):
        if name in join and found:
            if name == "direct" and "with" in join and args.with_ and frame.roles == ("party", "party"):
                return args.with_
            return found
    if "to_person" in join:
        return [m for m in args.to if m.kind in ("person", "state", "organization", "pronoun") and not m.public]
    return []


def carriers_of(parse: Parse, i: int) -> list[tuple[Mention, str]]:
    """Who brings a letter or message: "dititipkan lewat X", "diantarkan oleh X"."""
    out = []
    carried = False
    for j in range(i + 1, len(parse.nodes)):
        if parse.letters[j] in c.STOP + c.QUOTE:
            break
        node = parse.nodes[j]
        carried = carried or (
            isinstance(node, Item) and node.passive and node.lexeme is not None and node.lexeme.light == "send"
        )
        brings = parse.governor[j] == c.THROUGH or (carried and parse.governor[j] == c.BY)
        if brings and isinstance(node, Mention) and node.kind in ("person", "state", "group", "organization"):
            out.append((node, "intermediary"))
    return out


def asked_behind(parse: Parse, i: int) -> list[Mention]:
    """Who is to do what an invitation asks: "menyampaikan undangan agar X berkunjung"."""
    behind = (clause for clause in parse.clause[i + 1 :] if clause is not parse.clause[i])
    clause = next(behind, None)
    return list(clause.own) if clause is not None and clause.kind == "that" else []


def _handed(parse: Parse, i: int) -> int | None:
    """The passive verb that brings what node i names: "surat itu diserahkan X kepada Y"."""
    for j in range(i + 1, min(len(parse.nodes), i + 8)):
        node = parse.nodes[j]
        if isinstance(node, Item) and node.passive and is_light(parse, j, "send"):
            return j
        if parse.letters[j] in c.STOP + c.QUOTE + c.COMMA + c.VERBS:
            return None
    return None


def handed_by(parse: Parse, i: int) -> list[Mention]:
    """Who hands over a letter or an invitation, right behind the passive verb or behind "oleh"."""
    j = _handed(parse, i)
    if j is None:
        return []
    behind = [k for k in range(j + 1, min(len(parse.nodes), j + 4)) if parse.letters[k] == ACTOR]
    return [parse.nodes[k] for k in behind[:1] if parse.governor[k] in ("", c.BY)]  # type: ignore[misc]


def handed_to(parse: Parse, i: int) -> list[Mention]:
    """To whom it is handed over."""
    j = _handed(parse, i)
    if j is None:
        return []
    for k in range(j + 1, len(parse.nodes)):
        if parse.letters[k] in c.STOP + c.QUOTE or (parse.letters[k] in c.VERBS and k > j):
            break
        if parse.letters[k] == ACTOR and parse.governor[k] in (c.TO, c.FOR):
            return [parse.nodes[k]]  # type: ignore[list-item]
    return []


def addressee_of(parse: Parse, i: int) -> list[Mention]:
    """ "mengeluarkan surat yang meminta X ...": whom the letter asks."""
    for j in range(i + 1, min(len(parse.nodes) - 1, i + 8)):
        if parse.clause[j].kind != "rel" and parse.letters[j] in c.COMMA + c.STOP:
            break
        if parse.letters[j] == c.SPEECH and parse.letters[j + 1] == ACTOR and parse.clause[j].kind == "rel":
            return [parse.nodes[j + 1]]  # type: ignore[list-item]
    return []


def object_first(parse: Parse, i: int) -> tuple[list[Mention], list[Mention]] | None:
    """ "Menlu X ia temui di Y": whom one meets, then who meets, then the verb."""
    who = parse.nodes[i - 1] if i > 1 else None
    if not (isinstance(who, Mention) and who.pronoun in (c.THIRD, c.FIRST) and parse.letters[i - 2] == ACTOR):
        return None
    whom = parse.nodes[i - 2]
    assert isinstance(whom, Mention)
    return ([whom], [who]) if whom.kind == "person" and not parse.governor[i - 2] else None


def fronted_partners(parse: Parse, i: int) -> list[Mention]:
    """ "Dengan PM Malaysia, Prabowo membahas ...": whom one speaks with, before the one who speaks."""
    out: list[Mention] = []
    j = parse.clause[i].start - 1
    while j >= 0 and parse.letters[j] not in c.STOP + c.QUOTE + c.VERBS + c.NOUN:
        node = parse.nodes[j]
        if isinstance(node, Mention):
            if parse.governor[j] != c.WITH:
                return []
            out.insert(0, node)
        j -= 1
    return [] if j >= 0 and parse.letters[j] in c.VERBS + c.NOUN else out


def shared_objects(parse: Parse, i: int, frame: Frame) -> list[Mention]:
    """ "bertemu dan berbicara dengan X": the first verb shares the object of the second."""
    j = skip_adverbs(parse, i + 1)
    if parse.letters[j : j + 1] in (c.AND, c.OR):
        k = skip_adverbs(parse, j + 1)
        if parse.letters[k : k + 1] in (c.VERB, c.LIGHT) and isinstance(parse.nodes[k], Item):
            other = lexeme_at(parse, k).verb
            if other:
                return objects_of(frame, arguments(parse, k, noun=False))
    return []


def fits_frame(m: Mention, frame: Frame) -> bool:
    if frame.offices:
        return m.kind in ("person", "pronoun", "group") or (m.kind == "organization" and frame.roles[1] == "initiator")
    kind = "state" if m.kind == "place" and m.iso else m.kind
    return kind in frame.only or (kind in ("pronoun", "pair") and "person" in frame.only)
