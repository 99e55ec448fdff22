"""A small merged graph made of everything that has broken an exporter, where programs trip over it."""

from __future__ import annotations

import random
from dataclasses import replace

from backchannel.schema.model import (
    Actor,
    Attribution,
    Citation,
    Conflict,
    Contact,
    Decision,
    Evidence,
    Membership,
    MergedGraph,
    Participant,
    Participation,
    Report,
)

LONG = "A very long quote; " * 5_300  # just over 100,000 characters
CONTROLS = "bell\x07 nul\x00 escape\x1b unit\x1f tab\t delete\x7f next\x85 line\u2028 paragraph\u2029 nonchar\ufffe end"

ACTORS = tuple(
    Actor(f"a{number:02}", kind, name, labels, aliases, country, posts, links)
    for number, (kind, name, labels, aliases, country, posts, links) in enumerate(
        (
            ("person", '=HYPERLINK("http://evil.example","x")', (), ("+1", "-1", "@SUM(A1)"), None, (), ()),
            ("person", "</script><script>alert(1)</script>", (), ("<b>&amp;</b>", "]]>", "<!--"), "RU", (), ()),
            ("person", "'=already guarded", (), ("''@twice", "\t=tab", "\r=return"), None, (), ()),
            (
                "state",
                "\u05d9\u05e9\u05e8\u05d0\u05dc \u202e\u0645\u0635\u0631\u202c",
                (("Isra\u00ebl", "fr"),),
                (),
                "IL",
                (),
                (),
            ),
            ("group", "\U0001f54a\ufe0f\U0001f469\u200d\U0001f4bb pemimpin Eropa", (), ("\u4e2d\u6587",), None, (), ()),
            (
                "person",
                "Quote \"double\" and 'single'\nand a new line\r\nand a backslash \\ at the end \\",
                (("x", "id"), ("y", "en-GB")),
                ("a; b", "a | b", 'a","b', "a\nb", ""),
                "FR",
                (
                    Membership('Menteri "Luar" Negeri', "FR", "2021-01-01", "2022-02-14"),
                    Membership("utusan", None, None, None, True),
                ),
                ("http://www.wikidata.org/entity/Q42", "http://example.org/?a=1&b=%22"),
            ),
            ("organization", CONTROLS, (), ("\\N \\G \\l", "&lt;&#10;"), None, (), ()),
            ("person", "_x0041_ _x000D_ ${1} {{2}} %s", (), (), "ID", (), ()),
            ("person", "alone", (), (), None, (), ()),  # takes part in nothing
        )
    )
)
ODD_ID = "a\"b' <c>&\\d,e;f"  # ids come from the outside as well
ACTORS = (*ACTORS, Actor(ODD_ID, "person", "half \ud83d pair", (), (), None))

CITATIONS = (
    Citation("berita 1/\u03b2", 'Judul\n"satu"', "2022-02-15", "Kabar", "https://kabar.example/1?a=<b>&c", "id", "d1"),
    Citation('=2"\n,', None, None, None, None, None, "d2"),
    Citation(
        "..", "=cmd|' /C calc'!A0", "2022-02", "-Outlet", "javascript:alert(1)", "en", "d3", copy_of="berita 1/\u03b2"
    ),
)


def _report(number: int, who: str, how: str, quotes: tuple[str, ...], **more: object) -> Report:
    channel, status = how.split()
    actors = {a.id: a for a in ACTORS}
    parts = tuple(
        Participant(actors[i].name, role, actors[i].kind, "posisi" if role == "party" else None)
        for i, role in (word.split("/") for word in who.split(" ; "))
    )
    return Report(
        CITATIONS[number % 3].id,
        parts,
        channel,
        status,
        evidence=tuple(Evidence(q, 7 * number, 7 * number + len(q)) for q in quotes),
        confidence=(10 + number) / 100,
        rules=("rule; one", 'rule "two"'),
        warnings=("first, second",) if number % 2 else (),
        extractor="rules/1",
        **more,  # type: ignore[arg-type]
    )


# who (actor/role), how, quotes, further fields of the report, further fields of the contact
_SPECS: tuple[tuple[str, str, tuple[str, ...], dict[str, object], dict[str, object]], ...] = (
    # three contacts between one pair, one of them begun by the other side
    (
        "a00/initiator ; a01/recipient",
        "phone-call occurred",
        ("-ia menelepon",),
        {"date": "2022-02-14"},
        {"outlets": 2},
    ),
    (
        "a01/initiator ; a00/recipient",
        "phone-call occurred",
        ('"kata"\n"nya"\r\n', "</script>"),
        {"date": "2022-02"},
        {},
    ),
    ("a00/party ; a01/party", "meeting planned", ("=1+1",), {"date": "XXXX-03-01", "place": 'Den Haag; "kota"'}, {}),
    # a long quote, more than two actors, an intermediary
    (
        "a02/party ; a03/party ; a05/party",
        "summit occurred",
        (LONG,),
        {"date": "2022-02-12/2022-02-13"},
        {"outlets": 3},
    ),
    ("a04/initiator ; a05/recipient ; a06/intermediary", "message occurred", (CONTROLS,), {"date": "2022"}, {}),
    # one known side only: no tie
    ("a07/initiator", "visit occurred", ("\U0001f3db kunjungan",), {"date": "2022-02-14~"}, {}),
    # nothing known but who, no quote at all
    (f"{ODD_ID}/initiator ; a03/recipient", "contact denied", (), {}, {}),
    # everything set, contested, roles in conflict
    (
        "a05/initiator ; a06/recipient",
        "talks ongoing",
        ("half \ud83d quote", "\u202e\u0645\u0635\u0631"),
        {
            "date": "2024-02-29",
            "date_text": "29 Februari",
            "place": "@Kyiv",
            "confidential": True,
            "topic": '+gas & "minyak"',
            "attribution": (Attribution("Kabar"), Attribution("=Kremlin", "denies")),
        },
        {"role_conflict": True, "history": ((None, "planned"), ("2022-02-15", "ongoing")), "replaces": ("c-old",)},
    ),
    ("a07/initiator ; a04/recipient", "letter cancelled", ("surat batal",), {"date": "1850-01-01"}, {}),
)
_DAYS = {
    "2022-02-14": ("2022-02-14", "2022-02-14"),
    "2022-02-14~": ("2022-02-14", "2022-02-14"),
    "2022-02": ("2022-02-01", "2022-02-28"),
    "2022-02-12/2022-02-13": ("2022-02-12", "2022-02-13"),
    "2022": ("2022-01-01", "2022-12-31"),
    "2024-02-29": ("2024-02-29", "2024-02-29"),
    "1850-01-01": ("1850-01-01", "1850-01-01"),
}


def nasty() -> MergedGraph:
    """The graph, in id order, as the merge gives it."""
    reports = [_report(n, who, how, quotes, **said) for n, (who, how, quotes, said, _) in enumerate(_SPECS)]
    denial = replace(
        reports[7], status="denied", attribution=(Attribution("Kremlin", "denies"),), article=CITATIONS[0].id
    )
    contacts = []
    for number, (report, (who, _, _, _, more)) in enumerate(zip(reports, _SPECS, strict=True)):
        first, last = _DAYS.get(report.date or "", (None, None))
        against = (denial.id,) if number == 7 else ()
        told = [report, denial] if against else [report]
        contacts.append(
            Contact(
                id=f"c{number:02}",
                participants=tuple(Participation(*word.split("/"), number == 5) for word in who.split(" ; ")),  # type: ignore[arg-type]
                channel=report.channel,
                status=report.status,
                reports=tuple(sorted(r.id for r in told)),
                date=report.date,
                date_text=report.date_text,
                earliest=first,
                latest=last,
                place=report.place,
                confidential=report.confidential,
                topic=report.topic,
                confidence=report.confidence,
                articles=tuple(sorted({r.article for r in told})),
                contested_by=against,
                **more,  # type: ignore[arg-type]
            )
        )
    every = sorted([*reports, denial], key=lambda r: r.id)
    joined = {
        (r.id, i): p.actor for c in contacts for r in every if r.id in c.reports for i, p in enumerate(c.participants)
    }
    return MergedGraph(
        actors=dict(sorted((a.id, a) for a in ACTORS)),
        contacts=tuple(contacts),
        reports={r.id: r for r in every},
        citations=dict(sorted((c.id, c) for c in CITATIONS)),
        participants=dict(sorted(joined.items())),
        decisions=(Decision("d1", "right", "contact", ("c00",), 'Ana "A"', "2022-03-01", "=seen"),),
        conflicts=(Conflict("c07", "status", (("denied", (denial.id,)), ("ongoing", (reports[7].id,)))),),
    )


def shuffled(graph: MergedGraph, seed: int) -> MergedGraph:
    """The same graph, put together in another order."""
    rng = random.Random(seed)

    def mixed(mapping: dict) -> dict:  # type: ignore[type-arg]
        items = list(mapping.items())
        rng.shuffle(items)
        return dict(items)

    return replace(
        graph,
        actors=mixed(dict(graph.actors)),
        contacts=tuple(rng.sample(graph.contacts, len(graph.contacts))),
        reports=mixed(dict(graph.reports)),
        citations=mixed(dict(graph.citations)),
        participants=mixed(dict(graph.participants)),
    )


def quotes(graph: MergedGraph, contact: Contact) -> set[str]:
    """Every quote the reports of a contact rest on."""
    return {e.text for r in (*contact.reports, *contact.contested_by) for e in graph.reports[r].evidence}
