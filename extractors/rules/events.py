"""Contacts read out of one parsed sentence: a verb or noun of contact, its sides, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.arguments import (
    FILLERS,
    Arguments,
    are_several,
    arguments,
    by_wire,
    governed_by,
    journey_before,
    lexeme_at,
    light_verb,
    next_word,
    owner_before,
    skip_adverbs,
    word_after,
)
from backchannel.extractors.rules.clauses import ACTOR, Clause, Node, Parse
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Mention
from backchannel.extractors.rules.objects import (
    addressee_of,
    asked_behind,
    carriers_of,
    fits_frame,
    fronted_partners,
    handed_by,
    handed_to,
    object_first,
    objects_of,
    shared_objects,
)
from backchannel.extractors.rules.pack import Frame
from backchannel.extractors.rules.parties import (
    IN_WHICH,
    PARTY_CHANNELS,
    asked_for,
    asks_for_one,
    beside_subject,
    host_asking,
    invited_sides,
    pair_before,
    party_sides,
    told_in,
    visiting_sides,
    writing_sides,
)
from backchannel.extractors.rules.subjects import is_subject, person_above, subject_behind, subject_of


@dataclass(slots=True)
class Event:
    """A candidate contact in one sentence."""

    frame: Frame
    node: int  # of the word of contact
    clause: Clause
    sides: list[tuple[Mention, str]]  # (mention, role)
    rule: str
    places: list[Mention] = field(default_factory=list)
    light: str | None = None
    light_node: int | None = None
    anaphoric: bool = False
    subject_is_event: bool = False
    end: int = 0
    channel: str = ""
    weak: bool = False
    definite: bool = False
    handed: bool = False  # who is named brings it, and may not have written it
    lone: bool = False  # one actor on this side, who calls each of the others by himself
    another: bool = False


def find_events(parse: Parse) -> list[Event]:
    """All candidate contacts of a sentence, in the order of the text."""
    events: list[Event] = []
    for i, node in enumerate(parse.nodes):
        if not isinstance(node, Item) or not node.lexeme:
            continue
        lexeme = node.lexeme
        if (
            parse.letters[i] == c.WORD
            or not (lexeme.verb or lexeme.noun)
            or (
                node.letter not in (c.VERB, c.NOUN, c.SPEECH, c.LIGHT, c.SAID)
                and parse.letters[i] not in (c.VERB, c.NOUN)
            )
        ):
            continue
        if lexeme.verb and (not lexeme.noun or parse.letters[i] != c.NOUN):
            event = _verb_event(parse, i, lexeme.verb)
        else:
            event = _noun_event(parse, i, lexeme.noun) if lexeme.noun else None
        if event:
            event.sides = _named_of_groups(parse, event.sides)
            events.append(event)
    return events


def _named_of_groups(parse: Parse, sides: list[tuple[Mention, str]]) -> list[tuple[Mention, str]]:
    """ "leaders including X and Y", "a delegation led by X": those named take part, the group need not be told."""
    out = []
    for mention, role in sides:
        if mention.kind == "group":
            j = next(k for k, node in enumerate(parse.nodes) if node is mention) + 1
            j += parse.letters[j : j + 1] == c.COMMA
            named = parse.nodes[j + 1] if parse.letters[j : j + 2] == c.NAMELY + ACTOR else None
            if isinstance(named, Mention) and named.kind == "person" and any(named is m for m, _ in sides):
                continue
        out.append((mention, role))
    return out


def may_tell(event: Event) -> bool:
    """It could have two sides, whoever they turn out to be: what the article says elsewhere cannot add to fewer."""
    if event.anaphoric:
        return False
    sides = [(m, role) for m, role in event.sides if role != "intermediary" and _may_be_actor(m)]
    several = any(m.kind in ("pair", "pronoun") for m, _ in sides)  # "both" are two, and "they" may be
    return len(sides) > 1 or (bool(sides) and (several or event.subject_is_event))


def _may_be_actor(mention: Mention) -> bool:
    return not (mention.public or mention.media or (mention.kind == "place" and not mention.iso))


def _verb_event(parse: Parse, i: int, frame: Frame) -> Event | None:
    node = parse.nodes[i]
    assert isinstance(node, Item)
    following = next_word(parse, i)
    if frame.not_before and following in frame.not_before:
        return None
    if frame.weak and frame.channel == "contact" and asks_for_one(parse, i):
        return None
    args = arguments(parse, i, noun=False, travel=frame.travel)
    if (
        not frame.travel
        and parse.letters[skip_adverbs(parse, i + 1) : skip_adverbs(parse, i + 1) + 1] == c.NOUN
        and lexeme_at(parse, skip_adverbs(parse, i + 1)).noun
        and not frame.weak
    ) and (lexeme_at(parse, i).light or frame.channel in ("meeting", "visit")):
        return None  # "menerima kunjungan X": the noun tells it
    if frame.sends:
        guests, hosts = [m for m in args.direct if m.kind in ("person", "group")], [m for m in args.to if m.iso]
        sides = [(m, "initiator") for m in guests] + [(m, "recipient") for m in hosts]
        found = Event(frame, i, parse.clause[i], sides, frame.id, args.to, end=args.end, channel="visit", weak=True)
        return found if guests and hosts else None
    objects = objects_of(frame, args)
    if not objects and frame.channel in ("letter", "message"):
        objects = addressee_of(parse, i) or asked_behind(parse, i)
    if not objects:
        objects = shared_objects(parse, i, frame)
    if not objects and "with" in frame.join:
        objects = fronted_partners(parse, i)
    subject = subject_of(parse, i)
    if not objects and subject and _is_passive(frame, args):
        objects, subject = subject, args.by  # "was later received by X"
    if not objects and "direct" in frame.join and (told := object_first(parse, i)):
        objects, subject = told
    if frame.travel and objects and not any(m.iso for m in objects):
        objects = objects + [m for m in args.in_ if m.iso and m not in objects]
    if (node.passive or parse.letters[i] == c.SAID) and "to_person" in frame.join:
        subject = [m for m in args.by or args.direct if m.kind in ("person", "pronoun")] or subject
    if (
        parse.clause[i].kind == "time"
        and not parse.clause[i].own
        and subject
        and all(m.kind in ("state", "place") for m in subject)
        and any(m.kind == "person" for m in objects)
    ):
        subject = person_above(parse.clause[i]) or subject
    if (
        not objects
        and "with" in frame.join
        and len(subject) + sum(m.kind in ("pair",) or m.pronoun == c.THIRDS for m in subject) >= 2
        and frame.roles[0] == frame.roles[1] == "party"
        and (not frame.plural or by_wire(parse, i))
    ):
        sides = [(m, "party") for m in subject] + [(m, "intermediary") for m in args.through]
        return Event(frame, i, parse.clause[i], sides, frame.id, args.in_, end=args.end, channel=frame.channel)
    if frame.mediate or frame.mediated:
        return _mediation(parse, i, frame, args, subject)
    if frame.only or frame.offices:
        kept = [m for m in objects if fits_frame(m, frame)]
        if not kept and frame.other and objects:
            return Event(
                frame,
                i,
                parse.clause[i],
                _sides(subject, objects, frame),
                frame.id,
                args.in_,
                end=args.end,
                channel=frame.other,
            )
        objects = kept
    if frame.adjacent and objects and parse.letters[i + 1] != ACTOR:
        return None
    if frame.not_after and objects and word_after(parse, objects[-1]) in frame.not_after:
        return None
    if frame.invite and objects:
        return _invitation(parse, i, frame, args, subject, objects)
    if not objects or (frame.weak and frame.channel == "contact" and _aloud(parse)):
        return None
    sides = _sides(subject, objects, frame)
    sides += [(m, "intermediary") for m in args.through]
    return Event(
        frame,
        i,
        parse.clause[i],
        sides,
        frame.id,
        args.in_ if not frame.travel else objects + args.in_,
        end=args.end,
        channel=frame.channel,
        weak=frame.weak,
        lone=not are_several(subject),
    )


def _is_passive(frame: Frame, args: Arguments) -> bool:
    """A verb that takes an object and has none, but somebody behind "by"."""
    turned = "direct" in frame.join and "by" not in frame.join and frame.roles[0] != frame.roles[1]
    return turned and bool(args.by) and all(m.kind in ("person", "state", "organization", "group") for m in args.by)


def _aloud(parse: Parse) -> bool:
    """The sentence says, outside of what is quoted, that it was a speech or the like."""
    return any(
        isinstance(node, Item) and node.lexeme and node.lexeme.aloud and clause.kind not in ("quote", "that")
        for node, clause in zip(parse.nodes, parse.clause, strict=True)
    )


def _sides(subject: list[Mention], objects: list[Mention], frame: Frame) -> list[tuple[Mention, str]]:
    return [(m, frame.roles[0]) for m in subject] + [(m, frame.roles[1]) for m in objects]


def _mediation(parse: Parse, i: int, frame: Frame, args: Arguments, subject: list[Mention]) -> Event | None:
    if frame.mediate:
        parties = args.between or args.direct
        if args.between or args.with_:
            parties = parties + [m for m in args.with_ if m not in parties]
        sides = [(m, "intermediary") for m in subject] + [(m, "party") for m in parties]
    else:
        sides = [(m, "party") for m in subject] + [(m, "intermediary") for m in args.by or args.direct]
    event = Event(frame, i, parse.clause[i], sides, frame.id, args.in_, end=args.end, channel=frame.channel)
    event.anaphoric = all(role != "party" for _, role in sides)  # "gencatan senjata ditengahi X": between whom was told
    return event if sides else None


def _invitation(
    parse: Parse, i: int, frame: Frame, args: Arguments, subject: list[Mention], objects: list[Mention]
) -> Event | None:
    """Who is invited would come: the guest is the initiator of the visit, the host its recipient."""
    places = args.to + args.in_
    for j in range(i + 1, len(parse.nodes)):
        node = parse.nodes[j]
        if isinstance(node, Mention) and parse.governor[j] in (c.TO, c.IN) and node not in places:
            places.append(node)
    event = Event(
        frame,
        i,
        parse.clause[i],
        _sides(subject, objects, frame),
        frame.id,
        places,
        end=args.end,
        channel=frame.channel,
    )
    return event


def _noun_event(parse: Parse, i: int, frame: Frame) -> Event | None:
    args = arguments(parse, i, noun=True)
    args.owner = owner_before(parse, i) + args.owner
    light_node = light_verb(parse, i)
    light = (
        lexeme_at(parse, light_node).light
        if light_node is not None
        and isinstance(parse.nodes[light_node], Item)
        and parse.letters[light_node] in (c.LIGHT, c.SPEECH, c.VERB)
        and lexeme_at(parse, light_node).light
        else None
    )
    governed = governed_by(parse, i)
    subject = [] if is_subject(parse, i) else subject_of(parse, i)
    if args.with_ and not args.owner and light is None and not parse.clause[i].own and governed == c.WORD:
        subject = subject_behind(parse, args.end) or subject
    above = parse.clause[i].inherits
    if not subject and parse.clause[i].kind == "that" and above:
        subject = above.subject
    event = Event(
        frame, i, parse.clause[i], [], frame.id, args.in_, light, light_node, end=args.end, channel=frame.channel
    )
    event.subject_is_event = not subject and light_node is None
    through = [(m, "intermediary") for m in args.through]
    if light == "host" and frame.channel in PARTY_CHANNELS and are_several(args.between or args.owner):
        through += [(m, "intermediary") for m in subject]
        subject = []
    if not subject and not args.owner and frame.channel == "visit" and any(m.iso for m in args.to):
        subject = subject_behind(parse, args.end)
    if frame.mediate:
        parties = args.between or (subject if are_several(subject) else [])
        event.sides = [(m, "intermediary") for m in args.by + args.owner] + [(m, "party") for m in parties]
        return event if parties else None
    if frame.channel in PARTY_CHANNELS:
        event.lone = bool(args.with_ or args.to) and not args.between and not are_several(args.owner or subject)
        event.sides = party_sides(parse, i, frame, args, subject, light, governed)
        if event.sides and governed == c.FOR and light is None and asked_for(parse, i):
            event.frame = replace(frame, status="proposed")
    elif frame.channel == "visit" and not frame.invite:
        args.to = args.to or host_asking(parse, i)
        args.to = args.to or journey_before(parse, i)[1:]
        event.sides = visiting_sides(args, subject, light)
        event.places = args.to + args.in_
    elif frame.invite:
        args.to = args.to or args.for_ or (asked_behind(parse, i) if light == "send" else [])
        event.sides = invited_sides(args, subject or handed_by(parse, i), light)
        event.places = args.to + args.in_
    else:
        through = carriers_of(parse, i)
        if light == "exchange" and are_several(subject + args.with_):
            args.to, event.sides = [], [(m, "party") for m in subject + args.with_]
        args.to = args.to or args.for_ or (addressee_of(parse, i) if light in ("send", "do") else [])
        handed = handed_by(parse, i)
        if handed and not args.to:
            args.to = handed_to(parse, i)
        event.sides = event.sides or writing_sides(args, subject or handed, light or ("send" if handed else None))
        event.handed = bool(handed) and not subject
    if event.sides or (through and frame.channel in ("letter", "message")):
        event.anaphoric = not event.sides
        event.sides += [s for s in through if s[0] not in [m for m, _ in event.sides]]
        if event.anaphoric:
            return event
    if not event.sides and light == "do" and len(subject) == 1 and frame.channel in PARTY_CHANNELS:
        beside = beside_subject(parse, i)
        if beside:
            event.sides = [(m, "party") for m in subject + beside]
    if not event.sides and frame.channel in PARTY_CHANNELS and not args.this:
        event.sides = [(m, "party") for m in pair_before(parse, i)]
    if not event.sides and not args.this and frame.channel in IN_WHICH:
        event.sides = told_in(parse, i, frame, subject)
    if parse.letters[:1] == c.THIS and not set(parse.letters[1:i]) - set(
        FILLERS + c.MARKER + c.OTHER_VERB + c.PLACE_NOUN
    ):
        args.this = args.definite = True  # "Ini adalah pertemuan ...": the one told of before
        event.sides = []
    event.definite, event.another = args.definite, args.another or lexeme_at(parse, i).another
    event.anaphoric = not event.sides and bool(
        args.this or args.clitic or event.subject_is_event or light == "do" or not args.owner
    )
    return event if event.sides or event.anaphoric else None


def iter_mentions(nodes: list[Node]) -> Iterator[tuple[int, Mention]]:
    """Positions and mentions of a sentence."""
    for i, node in enumerate(nodes):
        if isinstance(node, Mention):
            yield i, node
