"""Who the sides of a noun of contact are: owners, subjects, hosts, guests and writers."""

from __future__ import annotations

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.arguments import (
    Arguments,
    are_several,
    arguments,
    governed_by,
    lexeme_at,
    light_verb,
    owner_before,
)
from backchannel.extractors.rules.clauses import ACTOR, Parse
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Mention
from backchannel.extractors.rules.pack import Frame
from backchannel.extractors.rules.subjects import their_states

PARTY_CHANNELS = frozenset(["meeting", "talks", "contact", "phone-call", "video-call", "summit"])


IN_WHICH = frozenset(["phone-call", "video-call", "letter", "message"])


def told_in(parse: Parse, i: int, frame: Frame, subject: list[Mention]) -> list[tuple[Mention, str]]:
    """ "thanked X in a phone call", "warned X during a call": what is said there is said to X."""
    clause = parse.clause[i]
    governed = governed_by(parse, i)
    if clause.kind == "time":
        clause = clause.inherits or clause.parent or clause
    elif governed not in c.IN + c.THROUGH:
        return []
    told: list[Mention] = []
    acts = False
    for j in range(i):
        node = parse.nodes[j]
        if parse.clause[j] is not clause:
            continue
        acts = acts or parse.letters[j] in c.SPEECH + c.OTHER_VERB
        if isinstance(node, Mention) and acts and node not in subject and parse.governor[j] in ("", c.FOR):
            told += [node] if node.kind in ("person", "pronoun") and not node.owner else []
    if len(told) != 1 or not subject:
        return []
    return [(m, frame.roles[0]) for m in subject] + [(told[0], frame.roles[1])]


INVITED = 10  # nodes within which a visit says at whose invitation it is


def host_asking(parse: Parse, i: int) -> list[Mention]:
    """ "will pay a visit at the invitation of X": who invites is visited, and so is his state."""
    for j in range(i + 1, min(len(parse.nodes), i + INVITED)):
        if parse.letters[j] in c.VERBS + c.STOP + c.QUOTE:
            break
        if parse.letters[j] == c.NOUN and (noun := lexeme_at(parse, j).noun) and noun.invite:
            return owner_before(parse, j) + arguments(parse, j, noun=True).owner
    return []


def pair_before(parse: Parse, i: int) -> list[Mention]:
    """ "komitmen A dan B dalam pertemuan": a pair right before."""
    j = i - 1
    while j >= 0 and parse.letters[j] in c.WORD + c.DATE:
        j -= 1
    if i - j > 3 or j < 2 or parse.letters[j - 2 : j + 1] != ACTOR + c.AND + ACTOR or j == i - 1:
        return []
    return [parse.nodes[j - 2], parse.nodes[j]]  # type: ignore[list-item]


def beside_subject(parse: Parse, i: int) -> list[Mention]:
    """Who is beside the subject in the clause above: "kata X di hadapan Y usai pertemuan"."""
    above = parse.clause[i].inherits
    out = []
    for j in range(i):
        node = parse.nodes[j]
        if (
            isinstance(node, Mention)
            and parse.clause[j] is above
            and parse.governor[j] == c.WITH
            and node.kind in ("person", "group")
        ):
            out.append(node)
    return out


def party_sides(
    parse: Parse, i: int, frame: Frame, args: Arguments, subject: list[Mention], light: str | None, governed: str
) -> list[tuple[Mention, str]]:
    owner = [m for m in args.owner if not (m.kind == "place" and m.place and not m.iso)]
    if args.with_:  # "perundingan CEPA dengan Peru": what it is about
        owner = [m for m in owner if not (m.kind == "organization" and (m.key or "").startswith("?"))]
    if len(owner) == 1 and owner[0].pronoun == c.THIRDS and len(subject) == 2 and not (args.with_ or args.between):
        owner = subject  # "after their talks, X and Y vowed"
    if args.between:
        hosts = [(m, "intermediary") for m in subject] if light == "host" else []
        return [(m, "party") for m in their_states(parse, args.between) + args.with_ + args.direct] + hosts
    if light == "receive" and subject and (args.from_ or owner) and not args.with_:
        return [(m, "recipient") for m in subject] + [(m, "initiator") for m in args.from_ or owner]
    if args.with_ and not owner and not subject and len(args.with_) > 1:
        return []  # with whom, but not who: "penyelesaian perundingan dengan X dan Y"
    if args.with_:
        first = owner or subject
        return [(m, "party") for m in first] + [(m, "party") for m in args.with_]
    if args.from_ and subject and light and not owner and _people(args.from_) and frame.channel != "phone-call":
        return [(m, "party") for m in subject + args.from_]
    if light in ("do", "host", "give") and subject and frame.channel == "meeting" and not owner and _people(args.for_):
        return [(m, "recipient") for m in subject] + [(m, "initiator") for m in args.for_]
    if light == "attend" and subject and governed == c.FOR and (joined := _joined(parse, i)):
        return [(m, "party") for m in subject + joined]
    if governed == c.FOR and subject and light is None and (asked := asked_for(parse, i)):
        return [(m, "initiator") for m in subject] + [(m, "recipient") for m in asked]
    if args.to and frame.channel in ("phone-call", "contact"):
        first = owner or subject
        return [(m, "initiator") for m in first] + [(m, "recipient") for m in args.to]
    if args.from_ and subject and light == "receive" and frame.channel == "phone-call":
        return [(m, "recipient") for m in subject] + [(m, "initiator") for m in args.from_]
    if light == "attend" and not owner and not args.by and are_several(subject):
        return [(m, "party") for m in subject]
    if light == "attend" and subject and (owner or args.by):
        return [(m, "party") for m in subject + owner + args.direct + args.by]
    if light == "do" and subject and owner and owner[0].kind in ("organization", "group") and len(owner) == 1:
        return [(m, "party") for m in subject + owner]
    attendees = args.direct + args.by
    if len(owner) + len(attendees) >= 2 or are_several(owner):
        return [(m, "party") for m in owner + attendees]
    if frame.channel == "summit":
        if light == "do" and not owner and are_several(subject):
            return [(m, "party") for m in subject]
        return [(m, "party") for m in subject + owner + attendees] if (light and subject and owner) or attendees else []
    if light == "do" and are_several(subject) and len(owner) == 1 and owner[0].kind == "person" and not owner[0].titled:
        return [(m, "party") for m in subject]  # "perundingan Preferential Trade Agreement"
    if owner:
        return (
            [(m, "party") for m in owner + subject]
            if light == "do" and subject and owner[0].kind in ("person", "pronoun") and frame.channel == "phone-call"
            else []
        )
    if (
        (light or parse.clause[i].kind == "time" or governed in c.WORD + c.IN + c.THROUGH)
        and are_several(subject)
        and all(m.kind != "place" or m.iso for m in subject)
    ):
        return [(m, "party") for m in subject]
    return []


def _people(mentions: list[Mention]) -> bool:
    return bool(mentions) and all(m.kind in ("person", "group", "pronoun") for m in mentions)


def asks_for_one(parse: Parse, i: int) -> bool:
    """ "asked X for talks": the talks are told, not the asking."""
    if "proposed" not in lexeme_at(parse, i).statuses:
        return False
    ahead = [j for j in range(i + 1, len(parse.nodes)) if parse.clause[j] is parse.clause[i]]
    noun = next((j for j in ahead if parse.letters[j] in c.NOUN + c.VERBS), None)
    return noun is not None and parse.letters[noun] == c.NOUN and governed_by(parse, noun) == c.FOR


def asked_for(parse: Parse, i: int) -> list[Mention]:
    """Whom the subject asked for the meeting at node i: "asked X for talks"."""
    told: list[Mention] = []
    for j in range(i - 1, -1, -1):
        if parse.clause[j] is not parse.clause[i]:
            break
        node = parse.nodes[j]
        if isinstance(node, Mention) and not parse.governor[j]:
            told.insert(0, node)
        if isinstance(node, Item) and node.lexeme and parse.letters[j] in c.VERBS:
            asks = "proposed" in node.lexeme.statuses and node.lexeme.verb is not None
            return told if asks else []
    return []


def _joined(parse: Parse, i: int) -> list[Mention]:
    """Whom the subject joined for the meeting at node i."""
    light = light_verb(parse, i) or 0
    between = [(j, parse.nodes[j]) for j in range(light + 1, i) if parse.letters[j] == ACTOR and not parse.governor[j]]
    return [m for _, m in between if isinstance(m, Mention) and m.kind in ("person", "group", "state")]


def visiting_sides(args: Arguments, subject: list[Mention], light: str | None) -> list[tuple[Mention, str]]:
    owner = args.owner + args.from_
    if light == "receive" and owner and subject:
        return [(m, "recipient") for m in subject] + [(m, "initiator") for m in owner]
    guests = [m for m in owner if m.kind in ("person", "group", "pronoun", "pair", "organization")] or [
        m for m in args.by if m.kind != "place"
    ]
    if not guests and args.to:
        guests = [m for m in subject if m.kind != "place"]
    if not guests:
        return []
    return [(m, "initiator") for m in guests] + [(m, "recipient") for m in args.to]


def invited_sides(args: Arguments, subject: list[Mention], light: str | None) -> list[tuple[Mention, str]]:
    host = args.owner + args.from_
    guests = [m for m in args.to if m.kind not in ("state", "place")]
    if guests and (host or (subject and light == "send")):
        return [(m, "recipient") for m in host or subject] + [(m, "initiator") for m in guests]
    if not host or not subject or subject == host:
        return []
    if light in ("receive",):
        return [(m, "initiator") for m in subject] + [(m, "recipient") for m in host]
    return []


def writing_sides(args: Arguments, subject: list[Mention], light: str | None) -> list[tuple[Mention, str]]:
    writers = args.owner + args.from_
    if light == "receive" and writers and subject:
        return [(m, "recipient") for m in subject] + [(m, "initiator") for m in writers]
    if args.to:
        if writers:
            carriers = [(m, "intermediary") for m in subject if light == "send" and m not in writers]
            return [(m, "initiator") for m in writers] + [(m, "recipient") for m in args.to] + carriers
        if subject:
            return [(m, "initiator") for m in subject] + [(m, "recipient") for m in args.to]
    if light == "do" and are_several(subject) and not writers:
        return [(m, "party") for m in subject]  # "saling berkirim surat"
    return []
