"""Whether a contact took place, is planned, proposed, cancelled or denied, and whether it was kept secret."""

from __future__ import annotations

from dataclasses import dataclass

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.clauses import ACTOR, Clause, Parse
from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.pack import Lexeme

NEAR = 3  # nodes within which a hedging word counts as governing
STRONG, FINITE, WEAK = 1.0, 0.6, 0.2
ORDER = ("denied", "cancelled", "proposed", "planned", "ongoing", "occurred")


@dataclass(frozen=True, slots=True)
class Status:
    """A status and how plainly the words say it (0 to 1)."""

    name: str
    strength: float
    why: str = ""


def read_status(parse: Parse, event: Event) -> Status | None:
    """The status of a candidate contact; None where the sentence only supposes it."""
    clause = event.clause
    if _supposed(clause):
        return None
    found = _described(parse, event) or _left(parse, event)
    if event.subject_is_event or event.clause.kind in ("rel",) or parse.letters[event.node] == c.NOUN:
        found = found or _right(parse, event)
    if found and found.name in ("planned", "proposed") and parse.letters[event.node] == c.NOUN and not event.light:
        behind = _right(parse, event)  # "a planned meeting ... was called off"
        found = behind if behind and behind.name == "cancelled" else found
    if found and found.name in ("occurred", "ongoing") and _denied_above(parse, clause):
        return Status("denied", STRONG, "denied above")  # "membantah kabar bahwa X sudah bertemu Y"
    if found and not (found.name == "occurred" and event.frame.status):
        return found
    if event.frame.status:
        return Status(event.frame.status, STRONG, event.frame.id)
    governing = _governing(parse, event)
    if governing:
        return governing
    joined = parse.letters[clause.start : clause.start + 2]
    if clause.kind == "next" and (joined[:1] == c.AND or joined == c.COMMA + c.AND) and clause.inherits is not None:
        first = _marker_above(parse, clause.inherits)
        if first in ("planned", "proposed") or (first == "cancelled" and joined[:1] == c.AND):
            return Status(first, FINITE, "coordinated")
    if clause.kind == "time":
        above = clause.inherits or clause.parent
        while above is not None and above.kind == "next" and not above.verb:
            above = above.inherits
        if above is not None and (first := _first_marker(parse, above)) == "planned":
            return Status(first, FINITE, "time clause")
        before = clause.opener is not None and clause.opener.lexeme is not None and clause.opener.lexeme.before
        return Status("planned" if before else "occurred", FINITE if before else STRONG, "time clause")
    return Status("occurred", FINITE if parse.letters[event.node] != c.NOUN or event.light else WEAK)


def _denied_above(parse: Parse, clause: Clause) -> bool:
    """What tells of the contact hangs on a word that denies it."""
    above: Clause | None = clause
    for _ in range(4):
        if above is None or above.kind not in ("that", "rel", "next"):
            return False
        above = above.parent or above.inherits
        for j in range(clause.start):
            lexeme = _lexeme(parse, j)
            if parse.clause[j] is above and lexeme is not None and lexeme.denies:
                return True
    return False


def _supposed(clause: Clause | None) -> bool:
    depth = 0
    while clause is not None and depth < 6:
        if clause.kind == "cond":
            return True
        clause, depth = clause.parent, depth + 1
    return False


def _lexeme(parse: Parse, j: int) -> Lexeme | None:
    node = parse.nodes[j]
    return node.lexeme if isinstance(node, Item) else None


def _left(parse: Parse, event: Event) -> Status | None:
    """Markers before the word of contact in its own clause, the nearest first; a negation turns them."""
    negated = crossed = acted = False
    hits: list[tuple[str, str]] = []
    steps = 0
    for j in range(event.node - 1, -1, -1):
        if parse.clause[j] is not event.clause:
            break
        x = parse.letters[j]
        if x == ACTOR and not parse.governor[j] and not (j and parse.letters[j - 1] in c.VERBS):
            crossed = True
            if hits:
                break
        if x == c.NOUN:
            noun = _lexeme(parse, j)
            if noun and noun.noun and noun.noun.invite:
                hits.append(("proposed", noun.text))
            break
        lexeme = _lexeme(parse, j)
        if x == c.NOT and (steps <= NEAR or (event.light_node is not None and 0 <= event.light_node - j <= NEAR)):
            negated = True
        if (
            lexeme
            and lexeme.statuses
            and not (j == event.clause.start and event.clause.kind == "time" and parse.letters[event.node] != c.NOUN)
            and not _topic(parse, j)
            and not (lexeme.hedge and (steps > NEAR or acted))
            and not (crossed and lexeme.statuses[0] != "occurred")
        ):
            hits.append((lexeme.statuses[0], lexeme.text))
        acted = acted or (x == c.OTHER_VERB and parse.letters[event.node] == c.NOUN and not event.light)
        if x != c.ADVERB:
            steps += 1
    light = event.light_node
    if light is not None and not hits:
        lexeme = _lexeme(parse, light)
        if lexeme and lexeme.statuses and not (lexeme.hedge and event.node - light > NEAR):
            hits.append((lexeme.statuses[0], lexeme.text))
    names = [n for n, _ in hits]
    if negated and not any(n in ("cancelled", "denied") for n in names):
        return Status("cancelled" if "planned" in names else "denied", STRONG, "negation")
    for name in ("denied", "cancelled"):
        if name in names:
            return Status(name, STRONG, dict(hits)[name])
    if "occurred" in names and names[0] == "occurred":
        return Status("occurred", STRONG, hits[0][1])
    for name in ("proposed", "planned", "ongoing", "occurred"):
        if name in names:
            return Status(name, STRONG, dict(hits)[name])
    return None


def _described(parse: Parse, event: Event) -> Status | None:
    """ "pembicaraan yang sedang berlangsung": what a relative clause says of the contact itself."""
    if parse.letters[event.node] != c.NOUN or parse.letters[event.node + 1 : event.node + 2] != c.RELATIVE:
        return None
    for j in range(event.node + 2, len(parse.nodes)):
        if parse.clause[j].kind != "rel" or parse.clause[j].event != event.node:
            break
        lexeme = _lexeme(parse, j)
        if lexeme and lexeme.statuses and not lexeme.hedge:
            return Status(lexeme.statuses[0], STRONG, lexeme.text)
    return None


def _topic(parse: Parse, j: int) -> bool:
    """ "rencana itu": a plan that is talked about, and not that something is planned."""
    return parse.letters[j + 1 : j + 2] == c.THIS


def _first_marker(parse: Parse, clause: Clause) -> str | None:
    for j in range(len(parse.nodes)):
        if parse.clause[j] is clause and (lexeme := _lexeme(parse, j)) and lexeme.statuses and not lexeme.hedge:
            return lexeme.statuses[0]
    return None


def _marker_above(parse: Parse, clause: Clause) -> str | None:
    """The marker of a clause, or of what it hangs on: "is scheduled to meet X, as well as hold talks with Y"."""
    first = _first_marker(parse, clause)
    if first is None and clause.kind == "purpose" and clause.inherits is not None:
        return _marker_above(parse, clause.inherits)
    return first


def _right(parse: Parse, event: Event) -> Status | None:
    """What is said of a noun of contact behind it: "pertemuan X dan Y dibatalkan", "... akan digelar"."""
    hits: list[tuple[str, str]] = []
    verbs = 0
    sides = {id(m) for m, _ in event.sides}
    for j in range(event.node + 1, len(parse.nodes)):
        clause = parse.clause[j]
        if clause is not event.clause and not (clause.kind == "rel" and clause.event == event.node):
            break
        x = parse.letters[j]
        node = parse.nodes[j]
        if x in (c.SAID, c.CITE) or (x == c.SPEECH and isinstance(node, Item) and not node.passive):
            break
        lexeme = _lexeme(parse, j)
        if lexeme and lexeme.statuses and not lexeme.hedge and not (x == c.NOT and _does(parse, j + 1)):
            hits.append((lexeme.statuses[0], lexeme.text))
        if x in c.VERBS and (verbs := verbs + 1) > 1:
            break
        if x == ACTOR and not parse.governor[j] and id(parse.nodes[j]) not in sides:
            break
    names = [n for n, _ in hits]
    for name in ORDER:
        if name in names:
            return Status(name, STRONG, dict(hits)[name])
    return None


def _does(parse: Parse, j: int) -> bool:
    """ "kunjungan ini tidak akan mengganggu ...": what the visit does, and not whether it takes place."""
    node = parse.nodes[j] if j < len(parse.nodes) else None
    return isinstance(node, Item) and node.letter == c.OTHER_VERB and not node.passive


def _governing(parse: Parse, event: Event) -> Status | None:
    """What the clause above says: "berencana ... untuk bertemu", "membantah bahwa ... bertemu"."""
    clause = event.clause
    depth = 0
    while clause.kind in ("purpose", "that") and depth < 3:
        above = clause.inherits or clause.parent
        if above is None:
            return None
        if above.kind == "time" and above.opener and above.opener.lexeme and above.opener.lexeme.before:
            return Status("planned", FINITE, above.opener.text)
        hits = [
            (lexeme, clause.start - j)
            for j in range(clause.start - 1, -1, -1)
            if parse.clause[j] is above and (lexeme := _lexeme(parse, j)) and lexeme.statuses
        ]
        for lexeme, away in hits[:3]:
            name = lexeme.statuses[0]
            if clause.kind == "that" and name not in ("denied", "proposed", "planned"):
                continue
            if lexeme.hedge and clause.kind == "that" and away > NEAR:
                continue
            if name == "occurred" and clause.kind == "purpose":
                return None
            return Status(name, STRONG, lexeme.text)
        clause, depth = above, depth + 1
    return None


def is_secret(parse: Parse, event: Event) -> bool:
    """A word of secrecy stands in the clause of the contact or in one that hangs on it."""
    chain = {id(event.clause)}
    above = event.clause.inherits or event.clause.parent
    for _ in range(3 if event.clause.kind == "purpose" else 1):  # "terbang diam-diam ke X, dua hari, untuk menemui Y"
        if above is not None:
            chain.add(id(above))
            above = above.inherits
    for j in range(len(parse.nodes)):
        lexeme = _lexeme(parse, j)
        if lexeme and lexeme.secret:
            here = parse.clause[j]
            if id(here) in chain or here.inherits is event.clause or here.parent is event.clause:
                return True
    return False
