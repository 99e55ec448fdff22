"""Made-up merged graphs of any size, the same for the same seed: for tests and benchmarks of what shows a graph.

Names and sentences are invented; every actor has a country, neighbours meet often, and each value of each field occurs.
"""

from __future__ import annotations

import datetime
import random
from dataclasses import replace

from backchannel.schema.model import (
    Actor,
    Attribution,
    Citation,
    Contact,
    Decision,
    Evidence,
    Membership,
    MergedGraph,
    Participant,
    Participation,
    Report,
    fingerprint,
)

COUNTRIES = ("RU", "US", "FR", "DE", "UA", "CN", "ID", "GB", "TR", "IN", "JP", "EG")
OUTLETS = ("Harian Contoh", "The Sample Post", "Kabar Uji", "Example Wire", "Berita Percobaan", "Test Tribune")
GIVEN = ("Ardi", "Bela", "Citra", "Dimas", "Elena", "Farid", "Galina", "Hana", "Ivan", "Joko", "Karin", "Lukas")
FAMILY = ("Arsenov", "Brandt", "Cahyadi", "Delorme", "Effendi", "Fischer", "Gunarsa", "Halim", "Ivanenko", "Jansen")
OFFICES = ("foreign minister", "president", "ambassador", "envoy", "spokesperson", "defence minister")
PLACES = ("Jenewa", "Jakarta", "Moskow", "Paris", "Ankara", None)
CHANNEL_WEIGHTS = {
    "phone-call": 5, "video-call": 2, "letter": 2, "message": 2, "meeting": 6, "visit": 2, "summit": 1, "talks": 3,
    "contact": 1,
}  # fmt: skip
STATUS_WEIGHTS = {"occurred": 10, "ongoing": 1, "planned": 3, "proposed": 2, "cancelled": 1, "denied": 1}

# What strangers' pages may hold; each must show as text and do nothing.
PAYLOADS = (
    '<img src=x onerror="window.__pwned=1">',
    "</script><script>window.__pwned=1</script>",
    "<!--<script>",
    "]]><svg/onload=window.__pwned=1>",
    "\u202egnihtemos\u202c \u2066isolated",
    "javascript:window.__pwned=1",
    '<a href="javascript:window.__pwned=1">click</a>',
    "&lt;b&gt; &amp; \" ' ` \\ \\u003c ${window.__pwned=1} {{7*7}} {% x %}",
    "L" * 10_000,
    "line\nbreak\ttab\u2028separator\u2029\x07bell\x00null",
    "\U0001f54a\ufe0f emoji 中文 عربى",
    "__proto__",
    "constructor",
)
BAD_LINKS = ("javascript:window.__pwned=1", "data:text/html,<script>window.__pwned=1</script>", " jAvAsCrIpT:alert(1)",
             "ftp://example.org/x", "//example.org/x", "https://user:pw@exa mple.org/\"><img src=x>")  # fmt: skip


def synthetic_graph(actors: int, pairs: int, seed: int = 1, *, hostile: bool = False) -> MergedGraph:
    """A graph of that many actors and distinct pairs, with one or more contacts behind each pair."""
    rng = random.Random(seed)
    people = {a.id: a for a in sorted((_actor(i, rng, hostile) for i in range(actors)), key=lambda a: a.id)}
    citations = {c.id: c for c in (_citation(i, rng, hostile) for i in range(max(6, pairs // 3)))}
    order, articles = list(people.values()), list(citations.values())
    contacts: list[Contact] = []
    reports: dict[str, Report] = {}
    joined: dict[tuple[str, int], str] = {}
    for one, other in _pairs(actors, pairs, rng):
        for _ in range(1 + (rng.random() < 0.35) + (rng.random() < 0.1) * 3):
            third = rng.randrange(actors) if rng.random() < 0.06 and actors > 2 else None
            members = [order[one], order[other]] + ([order[third]] if third not in (None, one, other) else [])
            contact = _contact(members, articles, rng, reports, joined, hostile)
            contacts.append(contact)
    contacts = sorted({c.id: c for c in contacts}.values(), key=lambda c: c.id)
    return MergedGraph(
        actors=people,
        contacts=tuple(contacts),
        reports=dict(sorted(reports.items())),
        citations=dict(sorted(citations.items())),
        participants=dict(sorted(joined.items())),
        decisions=(Decision("d1", "unsure", "actor", tuple(order[i].id for i in (0, 1)), "tester", "2022-03-01"),),
    )


def _pairs(actors: int, pairs: int, rng: random.Random) -> list[tuple[int, int]]:
    """Distinct pairs: a few actors are in very many, most in few, and neighbours by number rather than strangers."""
    if pairs > actors * (actors - 1) // 2:
        raise ValueError("more pairs than the actors can form")
    found: dict[tuple[int, int], None] = {}
    while len(found) < pairs:
        one = (
            min(int(rng.paretovariate(0.55)) - 1, actors * 50) % actors if rng.random() < 0.3 else rng.randrange(actors)
        )
        near = rng.random() < 0.8
        other = (one + rng.randint(1, max(2, actors // 12))) % actors if near else rng.randrange(actors)
        if one != other:
            found[min(one, other), max(one, other)] = None
    return list(found)


def _actor(number: int, rng: random.Random, hostile: bool) -> Actor:
    country = COUNTRIES[number // 5 % len(COUNTRIES)] if number % 11 else None
    kind = rng.choices(("person", "state", "organization", "group"), (12, 2, 3, 1))[0]
    name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // len(GIVEN) % len(FAMILY)]}"
    if number >= len(GIVEN) * len(FAMILY):
        name += f" {number}"
    if hostile and number < len(PAYLOADS):
        name = PAYLOADS[number]
    posts = tuple(
        Membership(rng.choice(OFFICES), country, f"20{17 + k}-01-01", f"20{18 + k}-06-30" if k else None, bool(k))
        for k in range(rng.choice((0, 1, 1, 2)))
    )
    return Actor(
        id=fingerprint("actor", number),
        kind=kind,
        name=name,
        labels=((name, None), (f"{name} (id)", "id")) if kind == "state" else ((name, None),),
        aliases=(name.split()[-1],) + ((rng.choice(PAYLOADS[:7]),) if hostile and number % 3 == 0 else ()),
        country=country,
        memberships=posts if kind == "person" else (),
        links=("http://www.wikidata.org/entity/Q42",) if number % 5 == 0 else (),
    )


def _citation(number: int, rng: random.Random, hostile: bool) -> Citation:
    outlet = rng.choice((*OUTLETS, None))
    url: str | None = f"https://news.example.org/{number}?a=1&b=<2>" if number % 4 else None
    title = f"Invented headline number {number}"
    if hostile:
        url = rng.choice((*BAD_LINKS, url))
        title = rng.choice((*PAYLOADS, title))
        outlet = rng.choice((*PAYLOADS[:7], outlet))
    day = datetime.date(2021, 6, 1) + datetime.timedelta(days=rng.randrange(500))
    return Citation(f"article-{number}", title, day.isoformat(), outlet, url, rng.choice(("id", "en")),
                    fingerprint(number))  # fmt: skip


def _date(rng: random.Random) -> tuple[str | None, str | None, str | None]:
    """EDTF, first and last day, of every precision the graph knows."""
    day = datetime.date(2021, 6, 1) + datetime.timedelta(days=int(rng.triangular(0, 540, 260)))
    kind = rng.random()
    if kind < 0.7:
        return day.isoformat() + ("~" if kind < 0.05 else ""), day.isoformat(), day.isoformat()
    if kind < 0.8:
        last = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)
        return f"{day:%Y-%m}", f"{day:%Y-%m}-01", last.isoformat()
    if kind < 0.84:
        return f"{day:%Y}", f"{day:%Y}-01-01", f"{day:%Y}-12-31"
    if kind < 0.9:
        end = day + datetime.timedelta(days=rng.randint(1, 6))
        return f"{day}/{end}", day.isoformat(), end.isoformat()
    if kind < 0.94:
        return f"XXXX-{day:%m-%d}", None, None
    return None, None, None


def _contact(
    members: list[Actor],
    articles: list[Citation],
    rng: random.Random,
    reports: dict[str, Report],
    joined: dict[tuple[str, int], str],
    hostile: bool,
) -> Contact:
    channel = rng.choices(tuple(CHANNEL_WEIGHTS), tuple(CHANNEL_WEIGHTS.values()))[0]
    status = rng.choices(tuple(STATUS_WEIGHTS), tuple(STATUS_WEIGHTS.values()))[0]
    date, earliest, latest = _date(rng)
    roles = ["initiator", "recipient"] if rng.random() < 0.5 else ["party", "party"]
    roles += ["intermediary" if roles[0] == "initiator" else "party"] * (len(members) - 2)
    secret, place = rng.random() < 0.12, rng.choice(PLACES)
    says: list[Report] = []
    for article in rng.sample(articles, k=min(len(articles), rng.choice((1, 1, 1, 2, 3)))):
        quote = f"{members[0].name} and {members[1].name} were in touch by {channel}, {article.id} says"
        if hostile:
            quote = f"{rng.choice(PAYLOADS)} {quote}"
        says.append(
            Report(
                article=article.id,
                participants=tuple(
                    Participant(m.name, r, m.kind, m.memberships[0].office if m.memberships else None, m.country)
                    for m, r in zip(members, roles, strict=True)
                ),
                channel=channel,
                status=status,
                date=date,
                date_text=date,
                place=place,
                confidential=secret,
                attribution=tuple(Attribution(f"Spokesperson {k}") for k in range(rng.choice((0, 1, 2)))),
                topic=rng.choice(
                    (None, "a ceasefire", "gas deliveries", rng.choice(PAYLOADS[:7]) if hostile else None)
                ),
                evidence=(Evidence(quote, 10, 10 + len(quote)),),
                confidence=round(rng.uniform(0.4, 1), 2),
                rules=("made-up",),
                warnings=("role-conflict",) if rng.random() < 0.03 else (),
                extractor="synthetic/1",
            )
        )
    contested = rng.random() < 0.05 and status != "denied" and len(says) > 1
    if contested:
        says[-1] = replace(says[-1], status="denied", attribution=(Attribution("Ministry", "denies"),))
    for report in says:
        reports[report.id] = report
        joined.update({(report.id, k): m.id for k, m in enumerate(members)})
    cited = sorted({r.article for r in says})
    return Contact(
        id=min(fingerprint("contact", r.id) for r in says),
        participants=tuple(Participation(m.id, r) for m, r in zip(members, roles, strict=True)),
        channel=channel,
        status=status,
        reports=tuple(sorted(r.id for r in says)),
        date=date,
        date_text=date,
        earliest=earliest,
        latest=latest,
        place=place,
        confidential=secret,
        topic=says[0].topic,
        confidence=max(r.confidence for r in says),
        outlets=len(cited) - contested or 1,
        articles=tuple(cited),
        contested_by=(says[-1].id,) if contested else (),
        history=(("2021-07-01", "planned"), ("2021-08-01", status)) if rng.random() < 0.1 else (),
        role_conflict=any("role-conflict" in r.warnings for r in says),
    )
