"""The figures of `backchannel evaluate`: by hand on small cases, and equal to the reference scorer's on large ones."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from backchannel.cli import cli
from backchannel.evaluation import Evaluation, evaluate
from backchannel.gold import GoldArticle, GoldContact, GoldError, GoldParticipant, read_gold
from backchannel.matching import matched, same_name
from backchannel.schema.model import CHANNELS, ROLES, STATUSES, Attribution, Evidence, Participant, Report

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("BACKCHANNEL_SHARED", ROOT.parent / "shared"))

GOLD = GoldContact(
    participants=(GoldParticipant(("Rina Sastro", "Rina"), "initiator"), GoldParticipant(("Budi Hadi",), "recipient")),
    channels=("phone-call",),
    statuses=("occurred",),
    dates=("2024-05-02",),
    places=(),
    attributed_to=("Kantor Rina",),
    evidence=("Rina menelepon Budi",),
)
REPORT = Report(
    article="a",
    participants=(Participant("Menlu Rina Sastro", "initiator"), Participant("Budi Hadi", "recipient")),
    channel="phone-call",
    status="occurred",
    date="2024-05-02",
    attribution=(Attribution("Kantor Rina"),),
    evidence=(Evidence("Pagi itu Rina menelepon Budi dari rumah", 0, 39),),
)


def figures(*reports: Report, gold: tuple[GoldContact, ...] = (GOLD,)) -> Evaluation:
    return evaluate([GoldArticle("a", gold)], {"a": reports})


def test_a_right_report_is_right_in_every_figure() -> None:
    """One contact, read as the gold has it, gives 1 everywhere and no mistake."""
    result = figures(REPORT)

    assert result.found.as_json() == result.strict.as_json() == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert set(result.fields.values()) == {1.0}
    assert result.mistakes == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"channel": "video-call"}, "channel"),
        ({"status": "planned"}, "status"),
        ({"date": "2024-05-03"}, "date"),
        ({"date": None}, "date stated"),
        ({"confidential": True}, "confidential"),
        ({"evidence": (Evidence("Budi makan", 50, 60),)}, "evidence"),
        ({"attribution": ()}, "attributed_to f1"),
        ({"participants": tuple(replace(p, role="party") for p in REPORT.participants)}, "role"),
    ],
)
def test_a_wrong_field_is_found_and_lowers_that_field(change: dict[str, Any], wrong: str) -> None:
    """A report with one wrong field still matches, and the figure of that field is not 1."""
    result = figures(replace(REPORT, **change))

    assert result.found.f1 == 1.0
    assert result.fields[wrong] == 0.0


def test_turning_roles_round_is_found_but_not_strict() -> None:
    """Who called whom matters for `strict` only."""
    first, second = REPORT.participants
    result = figures(
        replace(REPORT, participants=(replace(first, role="recipient"), replace(second, role="initiator")))
    )

    assert (result.found.f1, result.strict.f1) == (1.0, 0.0)
    assert [m.kind for m in result.mistakes] == ["inexact"]


@pytest.mark.parametrize(
    "change", [{"channel": "meeting"}, {"date": "2024-06-20"}, {"participants": REPORT.participants[:1]}]
)
def test_another_contact_is_a_miss_and_a_false_alarm(change: dict[str, Any]) -> None:
    """Another family of channels, a date over a month away, or a single participant in common is another contact."""
    assert [m.kind for m in figures(replace(REPORT, **change)).mistakes] == ["missed", "false"]


def test_optional_gold_is_neither_demanded_nor_punished() -> None:
    """An optional contact changes nothing, read or not."""
    optional = (replace(GOLD, optional=True),)

    assert figures(gold=optional).as_json() == figures(REPORT, gold=optional).as_json()


def test_false_alarms_in_articles_without_contact_are_counted() -> None:
    """Where the gold has nothing, every report is a false alarm."""
    counts = figures(REPORT, gold=()).as_json()

    assert (counts["articles without contact"], counts["false alarms in them"]) == (1, 1)


@pytest.mark.parametrize(
    ("found", "accepted", "same"),
    [
        ("Menlu Rina Sastro", "Rina Sastro", True),
        ("Rina Dewi Sastro", "Rina Sastro", True),
        ("Rina Sastro", "Sastro", True),
        ("Sastro", "Rina Sastro", False),
        ("Korea Utara", "Korea Selatan", False),
        ("Ébène Diallo", "Ebene Diallo", True),
        ("juru bicara Sastro", "Sastro", False),
        ("", "Sastro", False),
    ],
)
def test_names_agree_as_documented(found: str, accepted: str, same: bool) -> None:
    """Titles and accents fold, a first name may be added to an accepted surname, and Koreas stay apart."""
    assert same_name(found, accepted) is same


REPORTS = st.lists(
    st.builds(
        lambda names, channel, status, date: replace(
            REPORT,
            participants=tuple(Participant(n, role) for n, role in names),
            channel=channel,
            status=status,
            date=date,
        ),
        st.lists(st.tuples(st.sampled_from(["Rina", "Budi Hadi", "Tono Halim"]), st.sampled_from(ROLES)), max_size=3),
        st.sampled_from(CHANNELS),
        st.sampled_from(STATUSES),
        st.sampled_from([None, "2024-05-02", "2024-05", "2024-08-01"]),
    ),
    max_size=4,
)


@given(REPORTS)
def test_figures_stay_within_bounds(reports: list[Report]) -> None:
    """No contact is matched twice, strict never exceeds found, and every rate lies between 0 and 1."""
    result = figures(*reports, gold=(GOLD, replace(GOLD, dates=("2024-05",), optional=True)))
    pairs = matched(reports, (GOLD, GOLD))

    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert 0 <= result.counts["strict"] <= result.counts["found"] <= result.counts["gold"]
    assert all(0 <= rate <= 1 for rates in (result.found, result.strict) for rate in rates.as_json().values())


CORPORA = [
    ("seeds/_expected.jsonl", ROOT),
    ("tests/gold/id_own.jsonl", ROOT),
    ("tests/gold/id_blind.jsonl", ROOT),
    ("gold/dev.jsonl", SHARED),
    ("gold/en_dev.jsonl", SHARED),
]


@pytest.mark.parametrize(("name", "folder"), CORPORA, ids=[name for name, _ in CORPORA])
def test_figures_equal_the_reference_scorer(name: str, folder: Path, tmp_path: Path) -> None:
    """On reports with every kind of mistake, `--json` prints what the reference scorer prints, byte for byte."""
    scorer, gold = SHARED / "score.py", folder / name
    for needed in (scorer, gold):
        if not needed.exists():
            pytest.skip(f"{needed.name} is not there: set BACKCHANNEL_SHARED to the folder that holds it")
    reports = tmp_path / "reports.jsonl"
    reports.write_text("".join(json.dumps(r.as_json()) + "\n" for r in _spoilt(read_gold(gold))), "utf-8")

    reference = subprocess.run(
        [sys.executable, scorer, gold, reports, "--json"], capture_output=True, text=True, check=True, timeout=120
    )
    ours = CliRunner().invoke(cli, ["evaluate", str(gold), "--reports", str(reports), "--json"])

    assert json.loads(reference.stdout)["found"]["f1"] > 0.3
    assert ours.stdout == reference.stdout


def _spoilt(gold: tuple[GoldArticle, ...]) -> list[Report]:
    """The gold as reports, with mistakes of every kind, the same on each run."""
    chance = random.Random(7)
    names = [name for a in gold for c in a.contacts for p in c.participants for name in p.names]

    def participant(wanted: GoldParticipant) -> Participant:
        spelt = list(wanted.names) if chance.random() < 0.9 else chance.sample(names, 2)
        role = wanted.role if chance.random() < 0.8 else chance.choice(ROLES)
        return Participant(chance.choice(["", "Menlu ", "Dr. "]) + spelt[0], role, aliases=tuple(spelt[1:]))

    def report(article: str, wanted: GoldContact) -> Report:
        who = [participant(p) for p in wanted.participants if chance.random() < 0.95]
        if chance.random() < 0.1:
            who.append(Participant(chance.choice(names), "party"))
        passages = [e for e in wanted.evidence if isinstance(e, str)] if chance.random() < 0.9 else ["tidak ada"]
        return Report(
            article,
            tuple(who),
            channel=wanted.channels[0] if chance.random() < 0.8 else chance.choice(CHANNELS),
            status=wanted.statuses[-1] if chance.random() < 0.8 else chance.choice(STATUSES),
            date=wanted.dates[0] if chance.random() < 0.8 else chance.choice([None, "2022-02-14", "2022~", "XXXX-02"]),
            place=chance.choice([None, "Moskow", *wanted.places]),
            confidential=wanted.confidential ^ (chance.random() < 0.1),
            attribution=tuple(Attribution(name) for name in wanted.attributed_to if chance.random() < 0.8),
            evidence=tuple(Evidence(text[:60], 0, len(text)) for text in passages),
        )

    return [
        report(article.article, contact)
        for article in gold
        for contact in article.contacts
        for _ in range(chance.choice([0, 1, 1, 1, 2]))
    ]


def test_a_user_can_bring_gold_of_their_own(tmp_path: Path) -> None:
    """GOLD and a folder of articles are all it takes; mistakes are listed with `--show`."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Cuaca cerah sepanjang hari di kota itu.\n", "utf-8")
    gold = tmp_path / "gold.jsonl"
    contact = {
        "participants": [{"names": ["Rina"], "role": "party"}, {"names": ["Budi"], "role": "party"}],
        "channel": "meeting", "status": "occurred", "date": None, "place": "Bogor", "evidence": ["Rina bertemu Budi"],
    }  # fmt: skip
    gold.write_text(json.dumps({"article": "a", "contacts": [contact]}) + "\n", "utf-8")

    done = CliRunner().invoke(cli, ["evaluate", str(gold), "--articles", str(tmp_path / "articles"), "--show"])

    assert done.exit_code == 0, done.output
    assert 'MISSED a: Rina (party) + Budi (party), meeting, occurred, no date "Rina bertemu Budi"' in done.output
    assert "gold contacts 1  predicted 0" in done.output
    assert read_gold(gold)[0].contacts[0].places == ("Bogor",)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not a gold article"),
        ('{"article": "a"}', "no 'contacts'"),
        ('{"article": "a", "contacts": 3}', "not a gold"),
    ],
)
def test_broken_gold_is_one_line_that_names_the_line(line: str, says: str, tmp_path: Path) -> None:
    """A gold file that cannot be read says where and why."""
    path = tmp_path / "gold.jsonl"
    path.write_text('{"article": "b", "contacts": []}\n' + line + "\n", "utf-8")

    with pytest.raises(GoldError, match=f"gold.jsonl:2: .*{says}"):
        read_gold(path)


def test_broken_reports_are_an_error(tmp_path: Path) -> None:
    """A line that is no report stops the evaluation: figures over half a file would mislead."""
    gold, reports = tmp_path / "gold.jsonl", tmp_path / "reports.jsonl"
    gold.write_text('{"article": "b", "contacts": []}\n', "utf-8")
    reports.write_text("[1]\n", "utf-8")

    done = CliRunner().invoke(cli, ["evaluate", str(gold), "--reports", str(reports)])

    assert done.exit_code != 0
    assert "reports.jsonl:1: not a report" in str(done.exception)
