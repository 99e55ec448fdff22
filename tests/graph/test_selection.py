"""Selecting parts of the graph, and finding actors by what people call them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.graph.selection import Selection, find_actors, folded, restrict, select
from backchannel.schema.errors import QueryError
from backchannel.schema.model import CHANNELS, STATUSES
from tests.graph.sample import sample


def _ids(**parts: object) -> set[str]:
    return {c.id for c in select(sample(), Selection(**parts)).contacts}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "ids"),
    [
        ({"actor": ("lavrov",)}, "c-meeting c-message c-plan c-letter"),
        ({"actor": ("Lavrov",), "with_": ("Antony Blinken",)}, "c-message c-plan c-letter"),
        ({"with_": ("zelensky",)}, "c-secret c-refusal"),
        ({"actor": ("macron",), "with_": ("macron",)}, ""),
        ({"actor": ("shoukry", "zelensky")}, "c-message c-talks c-secret c-refusal"),
        ({"channel": ("written",)}, "c-message c-letter"),
        ({"channel": ("contact",)}, ""),
        ({"channel": ("phone-call", "talks")}, "c-call c-talks"),
        ({"status": ("planned", "denied")}, "c-plan c-refusal"),
        ({"since": "2022-03", "until": "2022-05"}, "c-plan c-talks"),
        ({"until": "2019"}, "c-old"),
        ({"since": "2022-06-02", "until": "2022-06-02"}, "c-secret c-talks"),
        ({"secret": True}, "c-secret"),
        ({"secret": False, "status": ("occurred",), "channel": ("in-person",)}, "c-meeting c-old"),
        ({"source": ("kremlin",)}, "c-meeting c-call"),
        ({"source": ("Warta",)}, "c-meeting c-message c-plan"),
        ({"source": ("kabar-1",)}, "c-meeting c-call c-old"),
        ({"place": ("KYIV",)}, "c-secret"),
        ({"min_outlets": 2}, "c-meeting"),
    ],
)
def test_what_each_part_keeps(parts: dict[str, object], ids: str) -> None:
    """Each part of a selection, checked by hand on the sample."""
    assert _ids(**parts) == set(ids.split())


selections = st.builds(
    Selection,
    actor=st.lists(st.sampled_from(["Lavrov", "putin", "Macron"]), max_size=2).map(tuple),
    with_=st.lists(st.sampled_from(["Blinken", "Zelensky"]), max_size=2).map(tuple),
    channel=st.lists(st.sampled_from(CHANNELS), max_size=3).map(tuple),
    status=st.lists(st.sampled_from(STATUSES), max_size=3).map(tuple),
    since=st.sampled_from([None, "2019", "2022-02-13", "2022-06"]),
    until=st.sampled_from([None, "2019-12", "2022-03"]),
    secret=st.sampled_from([None, True, False]),
    source=st.just(()),
    place=st.just(()),
    min_outlets=st.integers(1, 2),
)


@given(selections, selections)
def test_selecting_twice_is_selecting_both(one: Selection, other: Selection) -> None:
    """A selection of a selection keeps what each of them keeps, in either order, and nothing hangs loose."""
    graph = sample()
    kept = [select(graph, s) for s in (one, other)]
    both = restrict(graph, [c for c in kept[0].contacts if c in kept[1].contacts])

    assert restrict(kept[0], [c for c in kept[0].contacts if c in kept[1].contacts]) == both
    assert {p.actor for c in both.contacts for p in c.participants} == set(both.actors)
    assert set(both.reports) == {r for c in both.contacts for r in c.reports}
    assert set(both.citations) == {r.article for r in both.reports.values()}
    assert {k[0] for k in both.participants} == set(both.reports)


def test_a_whole_name_goes_before_a_part_of_one() -> None:
    """`Rusia`, `Russia`, `RU` and `kremlin` are the state; `Sergei` is whoever has it among his names."""
    graph = sample()

    for name in ("Rusia", "russia", "RU", "kremlin"):
        assert find_actors(graph, name) == {"russia"}
    assert find_actors(graph, "sergei") == {"lavrov"}


def test_an_unknown_name_is_an_error_with_the_nearest_names() -> None:
    """A slip of the pen is answered with what may have been meant."""
    with pytest.raises(QueryError, match=r"no actor is called 'Lavrow'; near: .*Lavrov"):
        find_actors(sample(), "Lavrow")


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"channel": ("pigeon",)}, "no channel"),
        ({"status": ("maybe",)}, "no status"),
        ({"since": "soon"}, "not an EDTF"),
        ({"until": "XXXX-02-14"}, "with a year"),
        ({"since": "2022-02-31"}, "no such day"),
    ],
)
def test_nonsense_is_one_clear_error(parts: dict[str, object], reason: str) -> None:
    """Words outside the vocabulary and dates outside the calendar are named."""
    with pytest.raises(QueryError, match=reason):
        _ids(**parts)


def test_no_selection_is_the_graph_itself() -> None:
    """Nothing asked, nothing taken away."""
    graph = sample()

    assert not Selection()
    assert select(graph, Selection()) is graph


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded name is its own folded form."""
    assert folded(folded(text)) == folded(text)
