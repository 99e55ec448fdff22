"""A small graph made by hand, in the shape the merge gives: what the tests of this folder look at."""

from __future__ import annotations

from backchannel.graph.terms import bounds
from backchannel.schema.model import (
    Actor,
    Article,
    Attribution,
    Conflict,
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

ARTICLES = {
    a.id: a
    for a in (
        Article(
            "kabar-1",
            "Presiden Rusia Vladimir Putin menerima Sergey Lavrov di Moskow pada 14 Februari 2022. "
            "Emmanuel Macron menelepon Putin pada 12 Februari 2022. "
            "Keduanya terakhir bertemu di Paris pada 19 Agustus 2019.",
            "Putin terima Lavrov",
            "2022-02-15",
            "Kabar Satu",
            "https://kabar.example/1?a=<b>",
            "id",
        ),
        Article(
            "warta 2/β",
            "Putin bertemu Lavrov pada 14 Februari. Sameh Shoukry membawa pesan Antony Blinken untuk Lavrov. "
            "Blinken akan bertemu Lavrov pada Maret 2022.",
            "Pesan untuk Lavrov",
            "2022-02-16",
            "Warta",
            "javascript:alert(1)",
            "id",
        ),
        Article(
            "..",
            "Kremlin membantah Macron menelepon Putin. Macron diam-diam bertemu Zelensky di Kyiv. "
            'Zelensky menolak bertemu Putin. Lavrov menulis surat kepada Blinken: "cukup\\". '
            "Shoukry berunding dengan Macron.",
            "Bantahan",
            "2022-06",
            "Berita Tiga",
            None,
            "id",
        ),
    )
}

ACTORS = {
    a.id: a
    for a in (
        Actor("blinken", "person", "Antony Blinken", country="US", memberships=(Membership("Menlu", "US"),)),
        Actor("france", "state", "Prancis", (("Prancis", "id"), ("France", "en")), ("Paris",), "FR"),
        Actor(
            "lavrov",
            "person",
            "Sergey Lavrov",
            (("Sergey Lavrov", "id"), ("Sergei Lavrov", "en")),
            ("Lavrov",),
            "RU",
            (Membership("Menteri Luar Negeri", "RU", "2022-02-14", "2022-02-16"),),
            ("http://www.wikidata.org/entity/Q58150",),
        ),
        Actor("macron", "person", "Emmanuel Macron", (), ("Macron",), "FR"),
        Actor("putin", "person", "Vladimir Putin", (), ("Putin",), "RU"),
        Actor("russia", "state", "Rusia", (("Rusia", "id"), ("Russia", "en")), ("Kremlin",), "RU"),
        Actor("shoukry", "person", "Sameh Shoukry", country="EG"),
        Actor("zelensky", "person", "Volodymyr Zelensky", (), ("Zelensky",), "UA"),
    )
}


def _report(article: str, quote: str, who: str, how: str, **more: object) -> Report:
    """`who` as `putin>lavrov` (initiator to recipient), `putin-lavrov` (parties) or `a>b|c` (c carries it)."""
    start = ARTICLES[article].text.index(quote)
    main, _, carrier = who.partition("|")
    sign, roles = (">", ("initiator", "recipient")) if ">" in main else ("-", ("party", "party"))
    parts = [Participant(ACTORS[a].name, role, ACTORS[a].kind) for a, role in zip(main.split(sign), roles, strict=True)]
    if carrier:
        parts.append(Participant(ACTORS[carrier].name, "intermediary"))
    channel, status = how.split()
    return Report(
        article,
        tuple(parts),
        channel,
        status,
        evidence=(Evidence(quote, start, start + len(quote)),),
        confidence=0.9,
        rules=("frame.test",),
        extractor="rules/1",
        **more,  # type: ignore[arg-type]
    )


def _ids(report: Report) -> tuple[tuple[str, int], ...]:
    by_name = {a.name: a.id for a in ACTORS.values()}
    return tuple((by_name[p.name], i) for i, p in enumerate(report.participants))


REPORTS = {
    "meeting-1": _report(
        "kabar-1",
        "Vladimir Putin menerima Sergey Lavrov di Moskow pada 14 Februari 2022",
        "putin-lavrov",
        "meeting occurred",
        date="2022-02-14",
        date_text="14 Februari 2022",
        place="Moskow",
        attribution=(Attribution("Kabar Satu"), Attribution("Kremlin")),
    ),
    "meeting-2": _report(
        "warta 2/β", "Putin bertemu Lavrov pada 14 Februari", "putin-lavrov", "meeting occurred", date="XXXX-02-14"
    ),
    "call": _report(
        "kabar-1",
        "Emmanuel Macron menelepon Putin pada 12 Februari 2022",
        "macron>putin",
        "phone-call occurred",
        date="2022-02-12",
        topic="Ukraina",
    ),
    "old": _report(
        "kabar-1",
        "Keduanya terakhir bertemu di Paris pada 19 Agustus 2019",
        "macron-putin",
        "meeting occurred",
        date="2019-08-19",
        place="Paris",
    ),
    "call-denied": _report(
        "..",
        "Kremlin membantah Macron menelepon Putin",
        "macron>putin",
        "phone-call denied",
        attribution=(Attribution("Kremlin", "denies"),),
    ),
    "message": _report(
        "warta 2/β",
        "Sameh Shoukry membawa pesan Antony Blinken untuk Lavrov",
        "blinken>lavrov|shoukry",
        "message occurred",
    ),
    "plan": _report(
        "warta 2/β", "Blinken akan bertemu Lavrov pada Maret 2022", "blinken-lavrov", "meeting planned", date="2022-03"
    ),
    "secret": _report(
        "..",
        "Macron diam-diam bertemu Zelensky di Kyiv",
        "macron-zelensky",
        "meeting occurred",
        date="2022-06-01/2022-06-02",
        place="Kyiv",
        confidential=True,
    ),
    "refusal": _report("..", "Zelensky menolak bertemu Putin", "zelensky-putin", "meeting denied"),
    "letter": _report(
        "..",
        'Lavrov menulis surat kepada Blinken: "cukup\\"',
        "lavrov>blinken",
        "letter occurred",
        date="2022-06-10",
    ),
    "talks": _report("..", "Shoukry berunding dengan Macron", "shoukry-macron", "talks occurred", date="2022"),
}


def _contact(name: str, *members: str, outlets: int = 1, contested: tuple[str, ...] = (), **more: object) -> Contact:
    reports = [REPORTS[m] for m in members]
    first = reports[0]
    earliest, latest = bounds(first.date)
    return Contact(
        id=name,
        participants=tuple(
            Participation(actor, part.role) for (actor, _), part in zip(_ids(first), first.participants, strict=True)
        ),
        channel=first.channel,
        status=first.status,
        reports=tuple(sorted(r.id for r in reports)),
        date=first.date,
        date_text=first.date_text,
        earliest=earliest,
        latest=latest,
        place=first.place,
        confidential=first.confidential,
        topic=first.topic,
        confidence=0.9,
        outlets=outlets,
        articles=tuple(sorted({r.article for r in reports})),
        contested_by=tuple(REPORTS[c].id for c in contested),
        history=tuple(sorted((ARTICLES[r.article].published, r.status) for r in reports)),
        **more,  # type: ignore[arg-type]
    )


CONTACTS = tuple(
    sorted(
        (
            _contact("c-meeting", "meeting-1", "meeting-2", outlets=2, replaces=("c-other",)),
            _contact("c-call", "call", "call-denied", contested=("call-denied",)),
            _contact("c-message", "message"),
            _contact("c-old", "old"),
            _contact("c-plan", "plan"),
            _contact("c-secret", "secret"),
            _contact("c-refusal", "refusal"),
            _contact("c-letter", "letter"),
            _contact("c-talks", "talks"),
        ),
        key=lambda c: c.id,
    )
)


def sample() -> MergedGraph:
    """Three articles, eleven reports, nine contacts."""
    by_id = {r.id: r for r in sorted(REPORTS.values(), key=lambda r: (r.article, r.id))}
    return MergedGraph(
        actors=dict(sorted(ACTORS.items())),
        contacts=CONTACTS,
        reports=by_id,
        citations={a.id: a.citation for a in sorted(ARTICLES.values(), key=lambda a: a.id)},
        participants={(r.id, i): actor for r in by_id.values() for actor, i in _ids(r)},
        decisions=(Decision(fingerprint("d"), "right", "report", (REPORTS["call"].id,), "Ana", "2022-07-01", "seen"),),
        conflicts=(
            Conflict(
                "c-call",
                "status",
                (("denied", (REPORTS["call-denied"].id,)), ("occurred", (REPORTS["call"].id,))),
            ),
        ),
    )
