"""Reading an article: sentences, mentions, clauses, candidate contacts, and one report for each distinct contact."""

from __future__ import annotations

from dataclasses import dataclass

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.attribution import Attributions
from backchannel.extractors.rules.clauses import ACTOR, Clause, Parse, parse_clauses
from backchannel.extractors.rules.dates import DateHit, find_dates
from backchannel.extractors.rules.distinct import FAMILIES, Candidate, distinct
from backchannel.extractors.rules.events import Event, find_events
from backchannel.extractors.rules.items import Item, Vocabulary, items, vocabulary
from backchannel.extractors.rules.language import SAMPLE, detect_language, looks_like
from backchannel.extractors.rules.mentions import SERVANTS, Cast, Entity, Mention, find_mentions
from backchannel.extractors.rules.pack import Pack, load_pack, pack_codes
from backchannel.extractors.rules.read import Read
from backchannel.extractors.rules.sources import read_sources
from backchannel.extractors.rules.status import FINITE, Status, is_secret, read_status
from backchannel.extractors.rules.text import Repaired, Sentence, repair, sentences
from backchannel.extractors.rules.when import Calendar, date_of
from backchannel.extractors.rules.where import place_of
from backchannel.schema.model import Article, Evidence, Report

VERSION = "rules/1"
MANNER = 4  # words within which "hal itu dikatakannya" stands
PAIR_REACH = 4  # sentences within which "both" are the sides of the contact told last


def read_contacts(article: Article) -> tuple[Report, ...]:
    """The contacts an article reports, in the order of the text."""
    reading = open_reading(article)
    return tuple(reading.reports()) if reading else ()


def open_reading(article: Article) -> Reading | None:
    """The reading of an article in the pack of its language; None where no pack fits or it can hold no contact."""
    code, doubt = (article.language or "").split("-")[0].lower() or None, None
    if code is None or code not in pack_codes():
        guessed, doubt = detect_language(f"{article.title or ''} {article.text}")
        if code is not None or guessed is None:
            return None
        code = guessed
    else:
        doubt = looks_like(article.text[:SAMPLE], code)
    pack = load_pack(code)
    if not can_hold_contact(article, pack):
        return None
    return Reading(article, pack, (f"may-be-language:{doubt}",) if doubt else ())


def can_hold_contact(article: Article, pack: Pack) -> bool:
    """Some word of contact occurs in the article at all."""
    return bool(pack.scan.find_matches_as_indexes(f"{article.title or ''}\n{article.text}".lower()))


class Reading:
    """The state of reading one article."""

    def __init__(self, article: Article, pack: Pack, warnings: tuple[str, ...] = ()) -> None:
        self.article, self.pack, self.warnings = article, pack, warnings
        self.cast = Cast()
        self.calendar = Calendar()
        self.vocab = Vocabulary(frozenset(), frozenset())
        self.reads: list[Read] = []
        self.attributions = Attributions(self.reads, self._recent_subjects, self._speaker)
        self.pairs: dict[str, tuple[list[Entity], int]] = {}

    def reports(self) -> list[Report]:
        """All reports of the article."""
        fields = [("text", self.article.text)]
        if self.article.title and self.article.title.strip() not in self.article.text[:400]:
            fields.append(("title", self.article.title))
        for name, text in fields:
            self._parse(name, text)
        self.reads.sort(key=lambda r: r.source != "title")
        if not any(read.events for read in self.reads):
            return []
        self._cast()
        candidates = [x for n, read in enumerate(self.reads) for x in self._candidates(n, read)]
        return distinct(candidates, self.article, VERSION, self.warnings)

    def _parse(self, name: str, text: str) -> None:
        repaired = repair(text, self.pack)
        found = sentences(repaired, self.pack)
        if name == "title":
            found = [Sentence(s.start, s.end, "headline", s.line, s.quoted) for s in found]
        if name == "text":
            body = [(s.start, s.end) for s in found if s.kind != "headline"] or [(s.start, s.end) for s in found]
            self.vocab = vocabulary(repaired.text, body)
            self.calendar.open(repaired.text, found, self.article.published, self.pack)
        for sentence in found:
            self.reads.append(self._read(sentence, name, repaired))

    def _read(self, sentence: Sentence, name: str, repaired: Repaired) -> Read:
        text = repaired.text
        hits = find_dates(text, sentence.start, sentence.end, self.pack)
        found = items(
            text,
            sentence.start,
            sentence.end,
            self.pack,
            self.vocab,
            [(h.start, h.end, h) for h in hits],
            sentence.kind == "headline",
        )
        nodes = _apposition(find_mentions(text, found, self.pack))
        parse = parse_clauses(nodes)
        return Read(sentence, name, repaired, parse, find_events(parse))

    def _cast(self) -> None:
        """Who is who: body sentences first, for headlines name people at their shortest."""
        order = [r for r in self.reads if r.sentence.kind != "headline"] + [
            r for r in self.reads if r.sentence.kind == "headline"
        ]
        for read in order:
            for i, node in enumerate(read.parse.nodes):
                if not isinstance(node, Mention):
                    continue
                if node.possessed and not node.of:
                    node.of = next(
                        (x.of for x in reversed(read.parse.nodes[:i]) if isinstance(x, Mention) and x.of), None
                    )
                if node.kind == "place":
                    if node.iso and self._acts(read.parse, i):
                        node.entity = self.cast.state(node, self._state_name(node.iso))
                    continue
                self.cast.place(node)
        previous: Entity | None = None
        for read in self.reads:
            for i, x in enumerate(read.parse.letters):
                if x == c.SPEECH:
                    for mention in read.parse.clause[i].subject:
                        if mention.entity and mention.entity.kind == "person":
                            mention.entity.real.speaks = True
                elif x == ACTOR and read.parse.governor[i] == c.SAID:
                    node = read.parse.nodes[i]
                    if isinstance(node, Mention) and node.entity:
                        node.entity.real.speaks = True
            read.sources = read_sources(read.parse, read.repaired.text)
            subjects = [
                m.entity.real for cl in read.parse.clause for m in cl.own if m.entity and m.entity.kind == "person"
            ]
            spoken = [
                s.mention.entity.real
                for s in read.sources
                if s.mention and s.mention.entity and s.mention.entity.kind == "person"
            ]
            read.subject = next(iter([*spoken, *subjects]), None)
            if read.subject is None and any(m.pronoun == c.THIRD for cl in read.parse.clause for m in cl.own):
                read.subject = previous
            previous = read.subject or previous

    def _acts(self, parse: Parse, i: int) -> bool:
        """A capital stands for its state unless a word of place or movement governs it."""
        return parse.governor[i] not in (c.IN, c.TO, c.FROM)

    # --- candidates ---

    def _candidates(self, n: int, read: Read) -> list[Candidate]:
        out: list[Candidate] = []
        self.calendar.turn(read)
        for event in read.events:
            status = read_status(read.parse, event)
            if status is None:
                continue
            sides = [] if _told_before(read, event) else self.sides(n, read, event)
            if event.anaphoric or len([s for s in sides if s[1] != "intermediary"]) < 2:
                if event.anaphoric or parse_is_vague(event):
                    out.append(self._vague(n, read, event, status.name, status.strength, sides))
                continue
            self._remember(n, sides)
            hosts = [e for e, r in sides if r == "recipient" and e.kind == "state"]
            if event.frame.channel == "visit" and len(hosts) > 1:
                for host in hosts[1:]:
                    rest = [(e, r) for e, r in sides if e not in hosts or e is host]
                    out += self._told(n, read, event, status, rest)
                sides = [(e, r) for e, r in sides if e not in hosts[1:]]
            out += self._told(n, read, event, status, sides)
        if not read.events and (told := self._manner(n, read)):
            out.append(told)
        return out

    def _manner(self, n: int, read: Read) -> Candidate | None:
        """ "Hal itu dikatakannya lewat telepon": how and when what was told before was said."""
        letters, nodes = read.parse.letters, read.parse.nodes
        this = letters.find(c.THIS, 0, MANNER)
        if this < 0 or not any(x in c.SAID + c.SPEECH for x in letters[this + 1 : this + 1 + MANNER]):
            return None
        items = [node for node in nodes if isinstance(node, Item)]
        channel = next((i.lexeme.channel for i in items if i.lexeme and i.lexeme.channel), None)
        if channel is None:
            return None
        hit = next((i.date for i in items if isinstance(i.date, DateHit) and not i.date.since), None)
        date = self.calendar.date(hit, False) if hit else None
        return Candidate(
            sides=[],
            channel=channel,
            status="occurred",
            strength=FINITE,
            date=date,
            date_text=hit.text if hit and date else None,
            exact=bool(hit and hit.exact),
            place=None,
            secret=False,
            evidence=self._evidence(read),
            sources=[],
            rules=["manner"],
            weak=True,
            sentence=n,
            headline=False,
        )

    def _told(
        self, n: int, read: Read, event: Event, status: Status, sides: list[tuple[Entity, str]]
    ) -> list[Candidate]:
        """The candidate that one event of a sentence makes with these sides."""
        hit = date_of(read, event)
        ahead = status.name in ("planned", "proposed")
        date = self.calendar.date(hit, ahead) if hit else None
        if hit and hit.since and status.name != "ongoing":
            date, hit = None, None
        name, strength = status.name, 0.0 if event.definite else status.strength
        if date and name == "occurred" and self.calendar.comes_after(date) and status.strength <= FINITE:
            name = "planned"
        if date:
            self.calendar.last = date
        return [
            Candidate(
                sides=sides,
                channel=self._channel(read, event, sides),
                status=name,
                strength=strength,
                date=date,
                date_text=hit.text if hit and date else None,
                exact=bool(hit and hit.exact),
                place=place_of(read, event, sides),
                secret=is_secret(read.parse, event),
                evidence=self._evidence(read),
                sources=self.attributions.chain(n, read, event),
                rules=[event.rule, *([status.why] if status.why else [])],
                weak=event.weak or event.frame.weak,
                sentence=n,
                headline=read.sentence.kind == "headline",
                visit_state=_visited(event, sides),
            )
        ]

    def _vague(
        self, n: int, read: Read, event: Event, status: str, strength: float, sides: list[tuple[Entity, str]]
    ) -> Candidate:
        """A contact without its sides ("pertemuan itu"): it may tell when and where another one was."""
        hit = date_of(read, event)
        date = self.calendar.date(hit, status in ("planned", "proposed")) if hit and not hit.since else None
        carriers = [s for s in sides if s[1] == "intermediary"]
        return Candidate(
            sides=carriers,
            channel=event.channel,
            status=status,
            strength=strength,
            date=date,
            date_text=hit.text if hit and date else None,
            exact=bool(hit and hit.exact),
            place=place_of(read, event, []),
            secret=is_secret(read.parse, event),
            evidence=self._evidence(read),
            sources=self.attributions.chain(n, read, event),
            rules=[event.rule, "anaphor"],
            weak=True,
            sentence=n,
            headline=False,
        )

    def _evidence(self, read: Read) -> Evidence:
        start = read.repaired.original(read.sentence.start)
        end = read.repaired.original(read.sentence.end)
        source = self.article.text if read.source == "text" else self.article.title or ""
        return Evidence(source[start:end], start, end, read.source)

    def sides(self, n: int, read: Read, event: Event) -> list[tuple[Entity, str]]:
        """Who takes part in a candidate contact, as actors of the article, with their roles."""
        out: list[tuple[Entity, str]] = []
        led = any(m.entity and m.entity.real.kind == "person" and m.entity.real.posts for m, _ in event.sides)
        for mention, role in event.sides:
            for entity in self._resolve(n, read, event, mention, [e for e, _ in out]):
                if entity.media or mention.public or (entity.key or "").startswith("?"):
                    continue
                if entity.kind == "person" and (entity.former and not entity.named):
                    continue
                if entity.kind == "person" and len(entity.name) < 2:
                    continue
                if (
                    event.frame.offices
                    and role == "recipient"
                    and not {p[0] for p in entity.posts} & event.frame.offices
                ):
                    continue
                if (
                    event.frame.only
                    and entity.kind in ("person", "group")
                    and not (entity.titled or entity.speaks or entity.of)
                    and not (led and entity.kind == "person" and len(entity.tokens) > 1)
                ):
                    continue
                if all(entity is not e for e, _ in out):
                    out.append((entity, role))
        if event.subject_is_event and len(out) == 1 and event.sides[0][1] == "party":
            for entity in self._recent_subjects(n, read, read.sentence.end):
                if entity is not out[0][0]:
                    out.append((entity, "party"))
                    break
        igos = self.pack.data["organizations"]["igo"]
        out = self._for_their_states(read, event, out)
        homes = {e.of for e, _ in out if e.kind == "person" and e.of}
        if len(out) > 2 and event.frame.channel != "visit":
            out = [(e, r) for e, r in out if e.kind != "state" or e.iso not in homes]
        if sum(e.kind == "person" for e, _ in out) > 1 and event.frame.channel != "summit":
            out = [(e, r) for e, r in out if not (e.kind == "organization" and e.key and e.key in igos)]
        roles = {r for _, r in out if r != "intermediary"}
        if len(roles) == 1 and roles & {"initiator", "recipient"}:
            return []
        strong = [
            e
            for e, _ in out
            if (e.kind != "person" or e.titled or (e.speaks and self._has_officials()))
            and (e.named or e.of)
            and (e.kind != "group" or e.of)
        ]
        out = self._unfold_visit(event, out) if strong else []
        if event.channel == "visit" and {r for _, r in out} & {"initiator", "recipient"} != {"initiator", "recipient"}:
            return []
        return out

    def _has_officials(self) -> bool:
        """The article names somebody with a post: in one that does not, who speaks need not be of any state."""
        return any(e.named and e.posts for e in self.cast.entities)

    def _for_their_states(self, read: Read, event: Event, sides: list[tuple[Entity, str]]) -> list[tuple[Entity, str]]:
        """Of "X mengatakan pembicaraan dengan Indonesia ..." the sides are two states, not the speaker and a state."""
        if event.light in ("do", "attend") or event.frame.id.startswith("verb") or len(sides) != 2:
            return sides
        (first, role), (second, _) = sides
        if (
            first.kind != "person"
            or second.kind != "state"
            or not event.sides[0][0].entity
            or event.frame.channel not in ("talks", "contact", "meeting")
        ):
            return sides
        speaks = any(s.clause is not None and s.mention is event.sides[0][0] for s in read.sources)
        if not speaks or first.of not in self.pack.data["states"] or first.of == second.iso:
            return sides
        return [(self._state(first.of or ""), role), sides[1]]

    def _state_name(self, iso: str | None) -> str:
        """What the language of the article calls a state."""
        return str(self.pack.data["states"][iso]["names"][0]) if iso in self.pack.data["states"] else iso or ""

    def _state(self, iso: str) -> Entity:
        return self.cast.state(Mention("state", 0, 0, 0, 0, iso=iso, of=iso), self._state_name(iso))

    def _unfold_visit(self, event: Event, sides: list[tuple[Entity, str]]) -> list[tuple[Entity, str]]:
        """A journey is to a state or a person; at home one does not visit one's own."""
        if event.frame.channel != "visit":
            return sides
        guests = [e for e, r in sides if r == "initiator"]
        home = {e.of for e in guests if e.of}
        kept = [(e, r) for e, r in sides if r != "recipient" or not (e.kind == "state" and e.iso in home)]
        if event.frame.travel:
            kept = [
                (e, r)
                for e, r in kept
                if r != "initiator"
                or (e.kind in ("person", "group") and (not event.frame.weak or e.titled or e.speaks))
            ]
            kept = [
                (e, r)
                for e, r in kept
                if r != "recipient"
                or e.kind == "state"
                or (
                    not event.frame.weak
                    and (e.titled or e.kind != "person")
                    and not (e.kind == "organization" and (e.of in home or not e.key))
                )
            ]
        people = [e for e, r in kept if r == "recipient" and e.kind != "state"]
        if people:
            kept = [(e, r) for e, r in kept if r != "recipient" or e.kind != "state"]
        return kept

    def _resolve(self, n: int, read: Read, event: Event, mention: Mention, taken: list[Entity]) -> list[Entity]:
        if mention.kind == "pronoun" or mention.kind == "pair":
            return self._pronoun(n, read, event, mention, taken)
        if mention.kind == "place":
            if mention.iso:
                return [
                    mention.entity.real if mention.entity else self.cast.state(mention, self._state_name(mention.iso))
                ]
            return []
        if mention.counterpart and not mention.name:
            return self._counterpart(mention, taken)
        if mention.holder and (state := self._state_of(mention.holder)):
            return [state]
        return [mention.entity.real] if mention.entity else []

    def _pronoun(self, n: int, read: Read, event: Event, mention: Mention, taken: list[Entity]) -> list[Entity]:
        if mention.kind == "pair" or mention.pronoun == c.THIRDS:
            kind = mention.pair or "person"
            return [e for e in self._pair(n, mention, kind) if all(e is not t for t in taken)]
        if mention.pronoun == c.FIRST:
            speaker = self._speaker(n, read)
            return [speaker] if speaker and all(speaker is not t for t in taken) else []
        speakers = [
            s.mention.entity.real
            for s in read.sources
            if s.mention and s.mention.entity and s.clause is None and s.mention.start > mention.start
        ]
        for entity in self._protagonist_first(n, read, mention):
            if (
                entity not in speakers
                and all(entity is not t for t in taken)
                and entity not in self._others(event, mention)
            ):
                return [entity]
        return []

    def _state_of(self, holder: str) -> Entity | None:
        """The state whose government is named by its head ("pemerintahan Trump")."""
        for entity in self.cast.entities:
            if (
                entity.kind == "person"
                and entity.named
                and entity.of in self.pack.data["states"]
                and holder.split()[-1] in entity.name.split()
            ):
                return self._state(entity.of or "")
        return None

    def _protagonist_first(self, n: int, read: Read, mention: Mention) -> list[Entity]:
        """Candidates for a pronoun: subjects of this sentence and the last, then whom the article tells of most."""
        near = self._recent_subjects(n, read, mention.start)
        close = [e for e in near if self._is_subject_of(e, (n, n - 1))]
        count = {id(e): sum(r.subject is e for r in self.reads[: n + 1]) for e in near}
        rest = sorted((e for e in dict.fromkeys(near) if e not in close), key=lambda e: -count[id(e)])
        return [*dict.fromkeys(close), *rest]

    def _is_subject_of(self, entity: Entity, sentences: tuple[int, ...]) -> bool:
        """It is a subject in one of these sentences, or owns something in the first of them."""
        for k in sentences:
            if not 0 <= k < len(self.reads):
                continue
            parse = self.reads[k].parse
            if any(m.entity and m.entity.real is entity for cl in parse.clause for m in cl.own):
                return True
            if k == sentences[0] and any(
                isinstance(m, Mention) and m.entity and m.entity.real is entity and parse.governor[i] == c.POSSESSIVE
                for i, m in enumerate(parse.nodes)
            ):
                return True
        return False

    def _others(self, event: Event, mention: Mention) -> list[Entity]:
        return [m.entity.real for m, _ in event.sides if m is not mention and m.entity]

    def _recent_subjects(self, n: int, read: Read, before: int) -> list[Entity]:
        """Persons that were subjects, the latest first: in this sentence before a position, then in the ones before."""
        out: list[Entity] = []
        own = [
            m
            for cl in dict.fromkeys(map(_Same, read.parse.clause))
            for m in cl.clause.own
            if m.start < before and m.entity and m.entity.kind == "person"
        ]
        out += [m.entity.real for m in own if m.entity]
        out += [
            node.entity.real
            for i, node in enumerate(read.parse.nodes)
            if isinstance(node, Mention)
            and node.start < before
            and node.entity
            and node.entity.kind == "person"
            and read.parse.governor[i] == c.POSSESSIVE
        ]
        if not own:
            out += [
                m.entity.real
                for cl in read.parse.clause
                for m in cl.own
                if m.start >= before and m.entity and m.entity.kind == "person"
            ][:1]
        for k in range(n - 1, max(-1, n - 5), -1):
            subject = self.reads[k].subject
            if subject and self.reads[k].sentence.kind != "headline":
                out.append(subject)
        return out

    def _pair(self, n: int, mention: Mention, kind: str) -> list[Entity]:
        """Who "both" are: the sides of the contact told last, or the two most often named so far."""
        pair, told = self.pairs.get(kind, ([], -99))
        if pair and n - told <= PAIR_REACH:
            return pair
        count: dict[int, float] = {}
        known: dict[int, Entity] = {}
        for k in range(n + 1):
            for node in self.reads[k].parse.nodes:
                if not isinstance(node, Mention) or (k == n and node.start >= mention.start):
                    continue
                for entity, weight in self._counted(node, kind):
                    count[id(entity)] = count.get(id(entity), 0.0) + weight + 0.01 * k
                    known[id(entity)] = entity
        best = sorted(count, key=lambda e: -count[e])[:2]
        return [known[e] for e in known if e in best] if len(best) == 2 else pair

    def _counted(self, node: Mention, kind: str) -> list[tuple[Entity, float]]:
        entity = node.entity.real if node.entity else None
        if entity and entity.kind == kind and not entity.media:
            return [(entity, 1.0 if entity.titled or entity.speaks or kind != "person" else 0.4)]
        if kind == "state" and node.of and (state := self.cast.by_key.get(("state", node.of))):
            return [(state, 0.5)]
        return []

    def _speaker(self, n: int, read: Read) -> Entity | None:
        """Who says "I" in a sentence: the speaker named in it, or in the nearest sentence of the same line."""
        for k in (n, n + 1, n - 1, n + 2, n - 2):
            if 0 <= k < len(self.reads) and (k == n or abs(self.reads[k].sentence.line - read.sentence.line) <= 1):
                for source in self.reads[k].sources:
                    if source.mention and source.mention.entity and source.mention.entity.kind == "person":
                        return source.mention.entity.real
                    if source.mention and source.mention.kind == "pronoun":
                        found = self._recent_subjects(k, self.reads[k], 0)
                        if found:
                            return found[0]
        return None

    def _counterpart(self, mention: Mention, taken: list[Entity]) -> list[Entity]:
        posts = {p[0] for e in taken for p in e.posts}
        for entity in reversed(self.cast.entities):
            if (
                entity.kind == "person"
                and not entity.absorbed_by
                and entity not in taken
                and mention.of
                and entity.of == mention.of
                and (not posts or posts & {p[0] for p in entity.posts})
            ):
                return [entity]
        if not mention.of:
            return []
        entity = Entity(
            "person", mention.office or "", [mention.office or ""], mention.office, mention.of, named=False, titled=True
        )
        self.cast.entities.append(entity)
        return [entity]

    def _remember(self, n: int, sides: list[tuple[Entity, str]]) -> None:
        for kind in ("person", "state"):
            found = [e for e, r in sides if e.kind == kind and r != "intermediary"]
            if len(found) == 2:
                self.pairs[kind] = (found, n)

    def _channel(self, read: Read, event: Event, sides: list[tuple[Entity, str]]) -> str:
        channel = event.channel
        if channel in ("talks", "contact", "meeting"):
            for j, node in enumerate(read.parse.nodes):
                if not isinstance(node, Item) or not (read.parse.clause[j] is event.clause or abs(j - event.node) <= 4):
                    continue
                for item in (node, *node.bracket):
                    if (
                        item.lexeme
                        and item.lexeme.channel
                        and item.lexeme.channel != "meeting"
                        and j != (event.node if item is node else -1)
                    ):
                        return item.lexeme.channel
        if event.frame.weak and channel == "contact":
            within = [o.channel for o in read.events if o.anaphoric and o.frame.roles == ("party", "party")]
            channel = within[0] if within else channel
        if channel == "visit" and any(e.kind in ("person", "group") and r == "recipient" for e, r in sides):
            return "meeting"
        return channel


@dataclass(frozen=True, slots=True)
class _Same:
    """A clause as a dictionary key by identity."""

    clause: Clause

    def __hash__(self) -> int:
        return id(self.clause)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.clause is self.clause


def parse_is_vague(event: Event) -> bool:
    """A contact whose sides are not both told may still tell when another one was."""
    return event.frame.channel not in ("letter", "message") and not event.frame.weak


def _told_before(read: Read, event: Event) -> bool:
    """ "Para pemimpin menelepon X dan meminta percakapan mereka dirahasiakan": the call, not another contact."""
    if not event.sides or read.parse.letters[event.node] != c.NOUN:
        return False
    return all(m.pronoun == c.THIRDS for m, _ in event.sides) and any(
        other.node < event.node and FAMILIES[other.frame.channel] & FAMILIES[event.frame.channel]
        for other in read.events
        if other.sides
    )


def _visited(event: Event, sides: list[tuple[Entity, str]]) -> str | None:
    if event.frame.channel != "visit":
        return None
    return next((e.iso for e, r in sides if r == "recipient" and e.kind == "state"), None)


def _apposition(nodes: list[Mention | Item]) -> list[Mention | Item]:
    """ "Sergey Lavrov, menteri luar negeri Rusia, ...": the post behind the name belongs to it."""
    out: list[Mention | Item] = []
    i = 0
    while i < len(nodes):
        node = nodes[i]
        if (
            isinstance(node, Mention)
            and node.kind == "person"
            and node.name
            and i + 2 < len(nodes)
            and isinstance(nodes[i + 1], Item)
            and nodes[i + 1].letter == c.COMMA  # type: ignore[union-attr]
        ):
            k = i + 2
            while k + 1 < len(nodes) and isinstance(nodes[k], Item) and nodes[k].letter == c.ADVERB:  # type: ignore[union-attr]
                k += 1
            post = nodes[k]
            end = _rest_of_post(nodes, k)
            after = nodes[end] if end < len(nodes) else None
            closed = after is None or (
                isinstance(after, Item) and after.letter in c.COMMA + c.STOP + c.CLOSE + c.RELATIVE + c.QUOTE
            )
            if (
                isinstance(post, Mention)
                and post.kind in ("person", "group")
                and post.office
                and not post.name
                and closed
                and (not node.office or post.former)
            ):
                if not node.office:
                    node.office, node.lemma, node.of, node.former = post.office, post.lemma, post.of, post.former
                node.titled, node.end, node.last = True, post.end, post.last
                out.append(node)
                i = end + 1 if isinstance(after, Item) and after.letter == c.COMMA else end
                continue
        if (holder := _held(node)) and (skip := _holder_follows(nodes, i)):
            other = nodes[i + skip]
            assert isinstance(other, Mention)
            other.office, other.lemma, other.titled = f"{holder.office} {holder.name}", holder.lemma, True
            other.of = holder.of
            i += skip
            continue
        out.append(node)
        i += 1
    return out


def _rest_of_post(nodes: list[Mention | Item], k: int) -> int:
    """Where a post ends that goes on behind its head ("the chair of the political wing of the SDF, ...")."""
    end = k + 1
    j = end
    while j < len(nodes) and j - k < 7:
        node = nodes[j]
        if isinstance(node, Mention):
            if node.kind == "person" and node.name:
                return end
        elif node.letter == c.COMMA:
            return j
        elif (
            node.letter not in c.WORD + c.OF + c.ADVERB + c.COMPLEMENT + c.FOR + c.AND + c.MODIFIER + c.DATE + c.NUMBER
        ):
            return end
        j += 1
    return end


def _held(node: Mention | Item) -> Mention | None:
    """An office that belongs to a person: "utusan Trump"."""
    return (
        node if isinstance(node, Mention) and node.kind == "person" and node.name and node.lemma in SERVANTS else None
    )


def _holder_follows(nodes: list[Mention | Item], i: int) -> int:
    """ "utusan Trump, Steve Witkoff, ...": how many nodes on the holder's own name stands."""
    step = 1
    while step < 3 and i + step < len(nodes):
        node = nodes[i + step]
        if isinstance(node, Mention) or node.letter not in c.COMMA + c.NAMELY:
            break
        step += 1
    if step == 1 or i + step >= len(nodes):
        return 0
    other, after = nodes[i + step], nodes[i + step + 1] if i + step + 1 < len(nodes) else None
    closed = after is None or (
        isinstance(after, Item) and after.letter in c.COMMA + c.STOP + c.DATE + c.CLOSE + c.QUOTE + c.WORD + c.RELATIVE
    )
    return (
        step
        if isinstance(other, Mention)
        and other.kind == "person"
        and other.name
        and not other.office
        and len(other.name.split()) > 1
        and closed
        else 0
    )
