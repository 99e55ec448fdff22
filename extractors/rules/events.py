"""Contacts read out of one parsed sentence: a verb or noun of contact, its sides, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.clauses import ACTOR, Clause, Node, Parse
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Mention
from backchannel.extractors.rules.pack import Frame, Lexeme

FILLERS = (
    c.WORD
    + c.PLACE_NOUN
    + c.ADVERB
    + c.MODIFIER
    + c.COMPLEMENT
    + c.REGION
    + c.NUMBER
    + c.DEMONYM
    + c.PREFIX
    + c.QUANTIFIER
)
MAX_FILL = 5  # words between a noun of contact and its owner
PARTY_CHANNELS = frozenset(["meeting", "talks", "contact", "phone-call", "video-call", "summit"])


@dataclass(slots=True)
class Arguments:
    """What stands behind a word of contact, by the small word that joins it."""

    direct: list[Mention] = field(default_factory=list)
    with_: list[Mention] = field(default_factory=list)
    to: list[Mention] = field(default_factory=list)
    for_: list[Mention] = field(default_factory=list)
    by: list[Mention] = field(default_factory=list)
    from_: list[Mention] = field(default_factory=list)
    in_: list[Mention] = field(default_factory=list)
    between: list[Mention] = field(default_factory=list)
    through: list[Mention] = field(default_factory=list)
    owner: list[Mention] = field(default_factory=list)
    end: int = 0
    this: bool = False
    definite: bool = False  # "percakapan dengan X tersebut": told before
    another: bool = False  # "pertemuan berikutnya"
    clitic: Mention | None = None
    place_first: bool = False

    def drop_group(self) -> None:
        """ "tiga negara, yakni X, Y, dan Z": who is named stands for the group."""
        for filed in (self.with_, self.to, self.between, self.owner, self.direct):
            if filed and (filed[-1].kind == "group" or filed[-1].counterpart) and not filed[-1].iso:
                filed.pop()

    def put(self, governor: str, mention: Mention) -> None:
        """File a mention under the small word that governs it."""
        target = {
            "": self.direct,
            c.WITH: self.with_,
            c.TO: self.to,
            c.FOR: self.for_,
            c.BY: self.by,
            c.FROM: self.from_,
            c.OF: self.owner,
            c.IN: self.in_,
            c.BETWEEN: self.between,
            c.THROUGH: self.through,
        }.get(governor)
        if target is not None:
            target.append(mention)


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


def arguments(parse: Parse, i: int, noun: bool, travel: bool = False) -> Arguments:
    """What stands behind node i up to the end of its clause or the next verb."""
    out = Arguments(end=i)
    clause, letters = parse.clause[i], parse.letters
    filled = 0
    started = attended = about = False
    for j in range(i + 1, len(parse.nodes)):
        x, here = letters[j], parse.clause[j]
        if here is not clause and here.kind != "paren" and not (noun and here.kind == "rel" and here.event == i):
            if noun and here.kind == "rel" and here.event is None and here.parent is clause and not out.owner:
                continue
            break
        if x in c.VERBS and noun and _lexeme_of(parse, j, "attended"):
            attended = True
            continue
        if noun and _lexeme_of(parse, j, "held") and letters[j + 1 : j + 2] == c.WITH:
            continue  # "Pertemuan terakhir dilakukan dengan X"
        if x in c.VERBS and not (noun and here.kind == "rel"):
            break
        if here.kind == "paren":
            continue
        if x == c.THIRD and j == i + 1:
            node = parse.nodes[j]
            if isinstance(node, Item) and node.clitic:
                continue
        if x == c.ABOUT:
            about = True
        if x == ACTOR:
            mention = parse.nodes[j]
            assert isinstance(mention, Mention)
            governor = parse.governor[j]
            if about and governor == c.WITH and out.with_:
                continue  # "dengan PM Qatar mengenai kesepakatan dengan AS"
            if attended:
                if governor in ("", c.BY) or (governor == c.FROM and mention.kind == "state"):
                    out.direct.append(mention)
                continue
            if (
                mention.kind == "pronoun"
                and mention.pronoun == c.THIRD
                and j == i + 1
                and not mention.owner
                and mention.end - mention.start == 3
            ):
                out.clitic = mention
                if noun:
                    out.owner.append(mention)
                else:
                    out.direct.append(mention)
                continue
            if (noun and governor == "" and not started and filled <= MAX_FILL) or (
                noun
                and governor == ""
                and out.owner
                and letters[j - 1] in c.AND + c.COMMA
                and not (out.with_ or out.to or out.between)
            ):
                out.owner.append(mention)
            elif noun and governor == "":
                if started and here.kind == "rel":
                    out.direct.append(mention)
                elif letters[j - 1] == c.COMMA:
                    break
            elif not (not noun and governor == "" and letters[j - 1] == c.WORD and not travel):
                out.put(governor, mention)
            started = True
            out.end = j
        elif x == c.NAMELY and not out.this:
            out.drop_group()
        elif x == c.NAMELY:
            break  # "mendampingi X dalam pertemuan tersebut yaitu Y"
        elif x == c.THIS or _another(parse, j):
            out.this = out.this or (x == c.THIS and not started)
            out.definite = True
            out.another = out.another or _another(parse, j)
        elif noun and x == c.MARKER and _refuses(parse, j):
            break  # "a conference boycotted by X"
        elif x in FILLERS:
            filled += 1
        elif (
            (x == c.NOUN and not noun and not started)
            or x in c.SAID + c.SPEECH
            or (x == c.CITE and letters[j + 1 : j + 2] == ACTOR)
        ):
            break
    return out


def _by_wire(parse: Parse, i: int) -> bool:
    """The clause says that it was over the telephone or a screen."""
    return any(
        isinstance(node, Item) and node.lexeme and node.lexeme.channel in ("phone-call", "video-call")
        for j, node in enumerate(parse.nodes)
        if parse.clause[j] is parse.clause[i]
    )


def _another(parse: Parse, j: int) -> bool:
    node = parse.nodes[j]
    return isinstance(node, Item) and node.lexeme is not None and node.lexeme.another


def _refuses(parse: Parse, j: int) -> bool:
    node = parse.nodes[j]
    return isinstance(node, Item) and node.lexeme is not None and node.lexeme.statuses[:1] == ("cancelled",)


def _subject(parse: Parse, i: int) -> list[Mention]:
    """The subject of the clause of node i, with who stands beside it ("Onodera bersama Kono")."""
    clause = parse.clause[i]
    if clause.kind == "purpose" and not clause.own and (owner := _traveller(parse, clause)):
        return owner
    subject = _owner_right_before(parse, clause) or list(clause.subject) or _on_tour(parse, clause)
    if len(subject) == 1 and subject[0].kind in ("state", "place", "organization"):
        subject = _spoken_for(parse, i, subject)
    subject = _their_states(parse, subject)
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
                and not _verb_between(parse, clause.start, j)
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
    return [m for m in _owner_before(parse, clause.event) if m.kind in ("person", "group", "pronoun")]


def _their_states(parse: Parse, subject: list[Mention]) -> list[Mention]:
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


def _verb_between(parse: Parse, a: int, b: int) -> bool:
    return any(x in c.VERBS + c.NOUN for x in parse.letters[a + 1 : b])


def _verb_event(parse: Parse, i: int, frame: Frame) -> Event | None:
    node = parse.nodes[i]
    assert isinstance(node, Item)
    following = _next_word(parse, i)
    if frame.not_before and following in frame.not_before:
        return None
    if frame.weak and frame.channel == "contact" and _asks_for_one(parse, i):
        return None
    args = arguments(parse, i, noun=False, travel=frame.travel)
    if (
        not frame.travel
        and parse.letters[_skip(parse, i + 1) : _skip(parse, i + 1) + 1] == c.NOUN
        and _lexeme(parse, _skip(parse, i + 1)).noun
        and not frame.weak
    ) and (_lexeme(parse, i).light or frame.channel in ("meeting", "visit")):
        return None  # "menerima kunjungan X": the noun tells it
    if frame.sends:
        guests, hosts = [m for m in args.direct if m.kind in ("person", "group")], [m for m in args.to if m.iso]
        sides = [(m, "initiator") for m in guests] + [(m, "recipient") for m in hosts]
        found = Event(frame, i, parse.clause[i], sides, frame.id, args.to, end=args.end, channel="visit", weak=True)
        return found if guests and hosts else None
    objects = _objects(frame, args)
    if not objects and frame.channel in ("letter", "message"):
        objects = _addressee(parse, i) or _asked(parse, i)
    if not objects:
        objects = _shared_objects(parse, i, frame)
    if not objects and "with" in frame.join:
        objects = _fronted(parse, i)
    subject = _subject(parse, i)
    if not objects and subject and _is_passive(frame, args):
        objects, subject = subject, args.by  # "was later received by X"
    if not objects and "direct" in frame.join and (told := _object_first(parse, i)):
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
        subject = _person_above(parse.clause[i]) or subject
    if (
        not objects
        and "with" in frame.join
        and len(subject) + sum(m.kind in ("pair",) or m.pronoun == c.THIRDS for m in subject) >= 2
        and frame.roles[0] == frame.roles[1] == "party"
        and (not frame.plural or _by_wire(parse, i))
    ):
        sides = [(m, "party") for m in subject] + [(m, "intermediary") for m in args.through]
        return Event(frame, i, parse.clause[i], sides, frame.id, args.in_, end=args.end, channel=frame.channel)
    if frame.mediate or frame.mediated:
        return _mediation(parse, i, frame, args, subject)
    if frame.only or frame.offices:
        kept = [m for m in objects if _fits(m, frame)]
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
    if frame.not_after and objects and _word_after(parse, objects[-1]) in frame.not_after:
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
        lone=not _plural(subject),
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


def _person_above(clause: Clause) -> list[Mention]:
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


def _sides(subject: list[Mention], objects: list[Mention], frame: Frame) -> list[tuple[Mention, str]]:
    return [(m, frame.roles[0]) for m in subject] + [(m, frame.roles[1]) for m in objects]


def _objects(frame: Frame, args: Arguments) -> list[Mention]:
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


def _carriers(parse: Parse, i: int) -> list[tuple[Mention, str]]:
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


def _asked(parse: Parse, i: int) -> list[Mention]:
    """Who is to do what an invitation asks: "menyampaikan undangan agar X berkunjung"."""
    behind = (clause for clause in parse.clause[i + 1 :] if clause is not parse.clause[i])
    clause = next(behind, None)
    return list(clause.own) if clause is not None and clause.kind == "that" else []


def _handed(parse: Parse, i: int) -> int | None:
    """The passive verb that brings what node i names: "surat itu diserahkan X kepada Y"."""
    for j in range(i + 1, min(len(parse.nodes), i + 8)):
        node = parse.nodes[j]
        if isinstance(node, Item) and node.passive and _lexeme_of(parse, j, "send"):
            return j
        if parse.letters[j] in c.STOP + c.QUOTE + c.COMMA + c.VERBS:
            return None
    return None


def _handed_by(parse: Parse, i: int) -> list[Mention]:
    """Who hands over a letter or an invitation, right behind the passive verb or behind "oleh"."""
    j = _handed(parse, i)
    if j is None:
        return []
    behind = [k for k in range(j + 1, min(len(parse.nodes), j + 4)) if parse.letters[k] == ACTOR]
    return [parse.nodes[k] for k in behind[:1] if parse.governor[k] in ("", c.BY)]  # type: ignore[misc]


def _handed_to(parse: Parse, i: int) -> list[Mention]:
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


def _addressee(parse: Parse, i: int) -> list[Mention]:
    """ "mengeluarkan surat yang meminta X ...": whom the letter asks."""
    for j in range(i + 1, min(len(parse.nodes) - 1, i + 8)):
        if parse.clause[j].kind != "rel" and parse.letters[j] in c.COMMA + c.STOP:
            break
        if parse.letters[j] == c.SPEECH and parse.letters[j + 1] == ACTOR and parse.clause[j].kind == "rel":
            return [parse.nodes[j + 1]]  # type: ignore[list-item]
    return []


def _object_first(parse: Parse, i: int) -> tuple[list[Mention], list[Mention]] | None:
    """ "Menlu X ia temui di Y": whom one meets, then who meets, then the verb."""
    who = parse.nodes[i - 1] if i > 1 else None
    if not (isinstance(who, Mention) and who.pronoun in (c.THIRD, c.FIRST) and parse.letters[i - 2] == ACTOR):
        return None
    whom = parse.nodes[i - 2]
    assert isinstance(whom, Mention)
    return ([whom], [who]) if whom.kind == "person" and not parse.governor[i - 2] else None


def _fronted(parse: Parse, i: int) -> list[Mention]:
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


def _shared_objects(parse: Parse, i: int, frame: Frame) -> list[Mention]:
    """ "bertemu dan berbicara dengan X": the first verb shares the object of the second."""
    j = _skip(parse, i + 1)
    if parse.letters[j : j + 1] in (c.AND, c.OR):
        k = _skip(parse, j + 1)
        if parse.letters[k : k + 1] in (c.VERB, c.LIGHT) and isinstance(parse.nodes[k], Item):
            other = _lexeme(parse, k).verb
            if other:
                return _objects(frame, arguments(parse, k, noun=False))
    return []


def _lexeme_of(parse: Parse, j: int, light: str) -> bool:
    node = parse.nodes[j]
    return isinstance(node, Item) and node.lexeme is not None and node.lexeme.light == light


def _skip(parse: Parse, j: int) -> int:
    while j < len(parse.letters) and parse.letters[j] in c.ADVERB + c.MARKER:
        j += 1
    return j


def _lexeme(parse: Parse, j: int) -> Lexeme:
    node = parse.nodes[j]
    assert isinstance(node, Item)
    assert node.lexeme is not None
    return node.lexeme


def _word_after(parse: Parse, mention: Mention) -> str:
    for j, node in enumerate(parse.nodes):
        if node is mention:
            return _next_word(parse, j)
    return ""


def _next_word(parse: Parse, i: int) -> str:
    node = parse.nodes[i + 1] if i + 1 < len(parse.nodes) else None
    return node.text.lower() if isinstance(node, Item) else ""


def _fits(m: Mention, frame: Frame) -> bool:
    if frame.offices:
        return m.kind in ("person", "pronoun", "group") or (m.kind == "organization" and frame.roles[1] == "initiator")
    kind = "state" if m.kind == "place" and m.iso else m.kind
    return kind in frame.only or (kind in ("pronoun", "pair") and "person" in frame.only)


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
    args.owner = _owner_before(parse, i) + args.owner
    light_node = _light(parse, i)
    light = (
        _lexeme(parse, light_node).light
        if light_node is not None
        and isinstance(parse.nodes[light_node], Item)
        and parse.letters[light_node] in (c.LIGHT, c.SPEECH, c.VERB)
        and _lexeme(parse, light_node).light
        else None
    )
    governed = _governed(parse, i)
    subject = [] if _is_subject(parse, i) else _subject(parse, i)
    if args.with_ and not args.owner and light is None and not parse.clause[i].own and governed == c.WORD:
        subject = _subject_behind(parse, args.end) or subject
    above = parse.clause[i].inherits
    if not subject and parse.clause[i].kind == "that" and above:
        subject = above.subject
    event = Event(
        frame, i, parse.clause[i], [], frame.id, args.in_, light, light_node, end=args.end, channel=frame.channel
    )
    event.subject_is_event = not subject and light_node is None
    through = [(m, "intermediary") for m in args.through]
    if light == "host" and frame.channel in PARTY_CHANNELS and _plural(args.between or args.owner):
        through += [(m, "intermediary") for m in subject]
        subject = []
    if not subject and not args.owner and frame.channel == "visit" and any(m.iso for m in args.to):
        subject = _subject_behind(parse, args.end)
    if frame.mediate:
        parties = args.between or (subject if _plural(subject) else [])
        event.sides = [(m, "intermediary") for m in args.by + args.owner] + [(m, "party") for m in parties]
        return event if parties else None
    if frame.channel in PARTY_CHANNELS:
        event.lone = bool(args.with_ or args.to) and not args.between and not _plural(args.owner or subject)
        event.sides = _parties(parse, i, frame, args, subject, light, governed)
        if event.sides and governed == c.FOR and light is None and _asked_for(parse, i):
            event.frame = replace(frame, status="proposed")
    elif frame.channel == "visit" and not frame.invite:
        args.to = args.to or _host_asking(parse, i)
        args.to = args.to or _goes_to(parse, i)[1:]
        event.sides = _visitors(args, subject, light)
        event.places = args.to + args.in_
    elif frame.invite:
        args.to = args.to or args.for_ or (_asked(parse, i) if light == "send" else [])
        event.sides = _invited(args, subject or _handed_by(parse, i), light)
        event.places = args.to + args.in_
    else:
        through = _carriers(parse, i)
        if light == "exchange" and _plural(subject + args.with_):
            args.to, event.sides = [], [(m, "party") for m in subject + args.with_]
        args.to = args.to or args.for_ or (_addressee(parse, i) if light in ("send", "do") else [])
        handed = _handed_by(parse, i)
        if handed and not args.to:
            args.to = _handed_to(parse, i)
        event.sides = event.sides or _writers(args, subject or handed, light or ("send" if handed else None))
        event.handed = bool(handed) and not subject
    if event.sides or (through and frame.channel in ("letter", "message")):
        event.anaphoric = not event.sides
        event.sides += [s for s in through if s[0] not in [m for m, _ in event.sides]]
        if event.anaphoric:
            return event
    if not event.sides and light == "do" and len(subject) == 1 and frame.channel in PARTY_CHANNELS:
        beside = _beside(parse, i)
        if beside:
            event.sides = [(m, "party") for m in subject + beside]
    if not event.sides and frame.channel in PARTY_CHANNELS and not args.this:
        event.sides = [(m, "party") for m in _pair_before(parse, i)]
    if not event.sides and not args.this and frame.channel in IN_WHICH:
        event.sides = _told_in(parse, i, frame, subject)
    if parse.letters[:1] == c.THIS and not set(parse.letters[1:i]) - set(
        FILLERS + c.MARKER + c.OTHER_VERB + c.PLACE_NOUN
    ):
        args.this = args.definite = True  # "Ini adalah pertemuan ...": the one told of before
        event.sides = []
    event.definite, event.another = args.definite, args.another or _lexeme(parse, i).another
    event.anaphoric = not event.sides and bool(
        args.this or args.clitic or event.subject_is_event or light == "do" or not args.owner
    )
    return event if event.sides or event.anaphoric else None


IN_WHICH = frozenset(["phone-call", "video-call", "letter", "message"])


def _told_in(parse: Parse, i: int, frame: Frame, subject: list[Mention]) -> list[tuple[Mention, str]]:
    """ "thanked X in a phone call", "warned X during a call": what is said there is said to X."""
    clause = parse.clause[i]
    governed = _governed(parse, i)
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


def _owner_before(parse: Parse, i: int) -> list[Mention]:
    """ "Erdogan's visit", "his meeting", "the Lavrov-Blinken meeting", "US-China talks"."""
    j = i - 1
    while j >= 0 and parse.letters[j] in FILLERS:
        j -= 1
    if j < 0 or i - j > 5:
        return []
    if parse.letters[j] == c.POSSESSIVE and j and parse.letters[j - 1] == ACTOR:
        j -= 1
    if parse.letters[j] != ACTOR:
        return []
    node = parse.nodes[j]
    assert isinstance(node, Mention)
    if parse.governor[j] == c.POSSESSIVE:
        return [node]
    if goes_to := _goes_to(parse, i):
        return [goes_to[0]]
    joint = parse.nodes[j - 1] if j > 1 else None
    if isinstance(joint, Item) and joint.letter == c.AND and joint.text in ("-", "–") and parse.letters[j - 2] == ACTOR:
        return [parse.nodes[j - 2], node]  # type: ignore[list-item]
    return []


def _goes_to(parse: Parse, i: int) -> list[Mention]:
    """ "Voss's China trip": who goes, and where."""
    if i < 3 or parse.letters[i - 3 : i] != ACTOR + c.POSSESSIVE + ACTOR:
        return []
    who, where = parse.nodes[i - 3], parse.nodes[i - 1]
    assert isinstance(who, Mention)
    assert isinstance(where, Mention)
    return [who, where] if where.iso and where.kind in ("state", "place") else []


INVITED = 10  # nodes within which a visit says at whose invitation it is


def _host_asking(parse: Parse, i: int) -> list[Mention]:
    """ "will pay a visit at the invitation of X": who invites is visited, and so is his state."""
    for j in range(i + 1, min(len(parse.nodes), i + INVITED)):
        if parse.letters[j] in c.VERBS + c.STOP + c.QUOTE:
            break
        if parse.letters[j] == c.NOUN and (noun := _lexeme(parse, j).noun) and noun.invite:
            return _owner_before(parse, j) + arguments(parse, j, noun=True).owner
    return []


def _subject_behind(parse: Parse, end: int) -> list[Mention]:
    """ "dalam percakapan dengan X, Y mendesak ...": the subject of the clause that follows at once."""
    for j in range(end + 1, min(len(parse.nodes), end + 8)):
        clause = parse.clause[j]
        if clause is not parse.clause[end] and clause.own and clause.own[0] is parse.nodes[j]:
            return list(clause.own)
        if parse.letters[j] not in c.COMMA + c.DATE + c.WORD + c.CLOSE + c.MODIFIER + c.ADVERB:
            break
    return []


def _pair_before(parse: Parse, i: int) -> list[Mention]:
    """ "komitmen A dan B dalam pertemuan": a pair right before."""
    j = i - 1
    while j >= 0 and parse.letters[j] in c.WORD + c.DATE:
        j -= 1
    if i - j > 3 or j < 2 or parse.letters[j - 2 : j + 1] != ACTOR + c.AND + ACTOR or j == i - 1:
        return []
    return [parse.nodes[j - 2], parse.nodes[j]]  # type: ignore[list-item]


def _beside(parse: Parse, i: int) -> list[Mention]:
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


def _light(parse: Parse, i: int) -> int | None:
    """The verb before a noun of contact in its clause, with no other noun of contact between."""
    clause = parse.clause[i]
    for j in range(i - 1, -1, -1):
        if parse.letters[j] == c.NOUN and c.AND in parse.letters[j + 1 : i]:
            clause = parse.clause[j]
            continue
        if parse.clause[j] is not clause or parse.letters[j] == c.NOUN:
            return None
        if parse.letters[j] in c.VERBS:
            node = parse.nodes[j]
            return j if isinstance(node, Item) and node.lexeme else None
    return None


def _governed(parse: Parse, i: int) -> str:
    """The small word right before the noun: "dalam pertemuan", "usai kunjungan"."""
    j = i - 1
    while j >= 0 and parse.letters[j] in FILLERS + c.MARKER:
        j -= 1
    return parse.letters[j] if j >= 0 else ""


def _is_subject(parse: Parse, i: int) -> bool:
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


def _plural(mentions: list[Mention]) -> bool:
    return len(mentions) + sum(m.kind == "pair" or m.pronoun == c.THIRDS for m in mentions) >= 2


def _parties(
    parse: Parse, i: int, frame: Frame, args: Arguments, subject: list[Mention], light: str | None, governed: str
) -> list[tuple[Mention, str]]:
    owner = [m for m in args.owner if not (m.kind == "place" and m.place and not m.iso)]
    if args.with_:  # "perundingan CEPA dengan Peru": what it is about
        owner = [m for m in owner if not (m.kind == "organization" and (m.key or "").startswith("?"))]
    if len(owner) == 1 and owner[0].pronoun == c.THIRDS and len(subject) == 2 and not (args.with_ or args.between):
        owner = subject  # "after their talks, X and Y vowed"
    if args.between:
        hosts = [(m, "intermediary") for m in subject] if light == "host" else []
        return [(m, "party") for m in _their_states(parse, args.between) + args.with_ + args.direct] + hosts
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
    if governed == c.FOR and subject and light is None and (asked := _asked_for(parse, i)):
        return [(m, "initiator") for m in subject] + [(m, "recipient") for m in asked]
    if args.to and frame.channel in ("phone-call", "contact"):
        first = owner or subject
        return [(m, "initiator") for m in first] + [(m, "recipient") for m in args.to]
    if args.from_ and subject and light == "receive" and frame.channel == "phone-call":
        return [(m, "recipient") for m in subject] + [(m, "initiator") for m in args.from_]
    if light == "attend" and not owner and not args.by and _plural(subject):
        return [(m, "party") for m in subject]
    if light == "attend" and subject and (owner or args.by):
        return [(m, "party") for m in subject + owner + args.direct + args.by]
    if light == "do" and subject and owner and owner[0].kind in ("organization", "group") and len(owner) == 1:
        return [(m, "party") for m in subject + owner]
    attendees = args.direct + args.by
    if len(owner) + len(attendees) >= 2 or _plural(owner):
        return [(m, "party") for m in owner + attendees]
    if frame.channel == "summit":
        if light == "do" and not owner and _plural(subject):
            return [(m, "party") for m in subject]
        return [(m, "party") for m in subject + owner + attendees] if (light and subject and owner) or attendees else []
    if light == "do" and _plural(subject) and len(owner) == 1 and owner[0].kind == "person" and not owner[0].titled:
        return [(m, "party") for m in subject]  # "perundingan Preferential Trade Agreement"
    if owner:
        return (
            [(m, "party") for m in owner + subject]
            if light == "do" and subject and owner[0].kind in ("person", "pronoun") and frame.channel == "phone-call"
            else []
        )
    if (
        (light or parse.clause[i].kind == "time" or governed in c.WORD + c.IN + c.THROUGH)
        and _plural(subject)
        and all(m.kind != "place" or m.iso for m in subject)
    ):
        return [(m, "party") for m in subject]
    return []


def _people(mentions: list[Mention]) -> bool:
    return bool(mentions) and all(m.kind in ("person", "group", "pronoun") for m in mentions)


def _asks_for_one(parse: Parse, i: int) -> bool:
    """ "asked X for talks": the talks are told, not the asking."""
    if "proposed" not in _lexeme(parse, i).statuses:
        return False
    ahead = [j for j in range(i + 1, len(parse.nodes)) if parse.clause[j] is parse.clause[i]]
    noun = next((j for j in ahead if parse.letters[j] in c.NOUN + c.VERBS), None)
    return noun is not None and parse.letters[noun] == c.NOUN and _governed(parse, noun) == c.FOR


def _asked_for(parse: Parse, i: int) -> list[Mention]:
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
    light = _light(parse, i) or 0
    between = [(j, parse.nodes[j]) for j in range(light + 1, i) if parse.letters[j] == ACTOR and not parse.governor[j]]
    return [m for _, m in between if isinstance(m, Mention) and m.kind in ("person", "group", "state")]


def _visitors(args: Arguments, subject: list[Mention], light: str | None) -> list[tuple[Mention, str]]:
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


def _invited(args: Arguments, subject: list[Mention], light: str | None) -> list[tuple[Mention, str]]:
    host = args.owner + args.from_
    guests = [m for m in args.to if m.kind not in ("state", "place")]
    if guests and (host or (subject and light == "send")):
        return [(m, "recipient") for m in host or subject] + [(m, "initiator") for m in guests]
    if not host or not subject or subject == host:
        return []
    if light in ("receive",):
        return [(m, "initiator") for m in subject] + [(m, "recipient") for m in host]
    return []


def _writers(args: Arguments, subject: list[Mention], light: str | None) -> list[tuple[Mention, str]]:
    writers = args.owner + args.from_
    if light == "receive" and writers and subject:
        return [(m, "recipient") for m in subject] + [(m, "initiator") for m in writers]
    if args.to:
        if writers:
            carriers = [(m, "intermediary") for m in subject if light == "send" and m not in writers]
            return [(m, "initiator") for m in writers] + [(m, "recipient") for m in args.to] + carriers
        if subject:
            return [(m, "initiator") for m in subject] + [(m, "recipient") for m in args.to]
    if light == "do" and _plural(subject) and not writers:
        return [(m, "party") for m in subject]  # "saling berkirim surat"
    return []


def iter_mentions(nodes: list[Node]) -> Iterator[tuple[int, Mention]]:
    """Positions and mentions of a sentence."""
    for i, node in enumerate(nodes):
        if isinstance(node, Mention):
            yield i, node
