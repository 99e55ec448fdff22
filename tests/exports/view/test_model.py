"""The view model, its places and the file around it, without a browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.exports.view import Picture, chosen_renderer, page_text, write_page
from backchannel.exports.view.layout import places
from backchannel.exports.view.model import radius, view_model
from backchannel.exports.view.packing import Part, packed
from backchannel.exports.view.pages import island
from backchannel.exports.view.spacing import LARGER, Box
from backchannel.graph.pairs import BACKWARD, BOTH_WAYS, FORWARD, THROUGH, pairs_of
from backchannel.schema.errors import ExportError
from backchannel.schema.model import Contact, MergedGraph, Participation
from tests.synthetic import synthetic_graph

EMPTY = MergedGraph({}, (), {}, {}, {})


def contact(*parts: tuple[str, str], conflict: bool = False) -> Contact:
    return Contact("c", tuple(Participation(a, r) for a, r in parts), "meeting", "occurred", (), role_conflict=conflict)


@pytest.mark.parametrize(
    ("parts", "conflict", "pairs"),
    [
        ([("a", "initiator"), ("b", "recipient")], False, [("a", "b", FORWARD)]),
        ([("b", "initiator"), ("a", "recipient")], False, [("a", "b", BACKWARD)]),
        ([("a", "party"), ("b", "party"), ("c", "party")], False, [("a", "b", 0), ("a", "c", 0), ("b", "c", 0)]),
        ([("a", "initiator"), ("b", "recipient"), ("c", "recipient")], False, [("a", "b", 1), ("a", "c", 1)]),
        ([("a", "initiator"), ("b", "recipient"), ("m", "intermediary")], False,
         [("a", "b", FORWARD), ("a", "m", THROUGH), ("b", "m", THROUGH)]),
        ([("a", "initiator"), ("b", "recipient")], True, [("a", "b", BOTH_WAYS)]),
        ([("a", "initiator"), ("b", "initiator")], False, []),
        ([("a", "party")], False, []),
        ([("a", "intermediary"), ("a", "initiator"), ("b", "recipient")], False, [("a", "b", FORWARD)]),
    ],
)  # fmt: skip
def test_pairs_of_a_contact(parts: list[tuple[str, str]], conflict: bool, pairs: list[tuple[str, str, int]]) -> None:
    """Actors on different sides form a pair, and its arrow says who initiated where reports agree."""
    assert pairs_of(contact(*parts, conflict=conflict)) == pairs


def test_the_page_is_the_same_in_another_process(tmp_path: Path) -> None:
    """Another hash seed gives the same bytes."""
    write_page(synthetic_graph(40, 70), tmp_path / "here.html")
    code = (
        "from tests.synthetic import synthetic_graph; from backchannel.exports.view import write_page; "
        f"write_page(synthetic_graph(40, 70), {str(tmp_path / 'there.html')!r})"
    )
    root = Path(__file__).parents[3]
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=root, env={"PYTHONHASHSEED": "77", "PYTHONPATH": str(root)}
    )
    assert (tmp_path / "here.html").read_bytes() == (tmp_path / "there.html").read_bytes()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 60), st.randoms(use_true_random=False))
def test_shapes_never_overlap(count: int, rng: object) -> None:
    """However actors are joined, no two shapes of a small graph touch though drawn twice as large, in either window."""
    choose = rng.randrange  # type: ignore[attr-defined]
    boxes = [Box(radius(choose(60)), choose(30)) for _ in range(count)]
    edges = [(a, b, 1.0) for a, b in {(choose(b), b) for b in range(1, count) if choose(5)}]
    found = places(boxes, edges)
    for points in (found.wide, found.tall):
        assert points is not None
        assert len(points) == count
        for i, (x, y) in enumerate(points):
            for j in range(i):
                gap = max(abs(x - points[j][0]), abs(y - points[j][1]))
                assert gap > LARGER * (boxes[i].radius + boxes[j].radius), (i, j)


@given(st.lists(st.integers(1, 12), max_size=130))
@settings(deadline=None, max_examples=15)
def test_parts_lie_beside_each_other(sizes: list[int]) -> None:
    """Parts without a pair between them, few or many, never share room."""
    parts = [
        Part([(40.0 * k, 0.0) for k in range(n)], [(15.0, 15.0)] * n, [(k, k + 1) for k in range(n - 1)])
        for n in sorted(sizes, reverse=True)
    ]
    moves = packed(parts, 1.0)
    boxes = [(x, y, x + 40 * (len(p.points) - 1), y) for p, (x, y) in zip(parts, moves, strict=True)]
    for i, (left, top, right, bottom) in enumerate(boxes):
        for other_left, other_top, other_right, other_bottom in boxes[:i]:
            apart = max(other_left - right, left - other_right, other_top - bottom, top - other_bottom)
            assert apart >= 30


@given(st.text() | st.characters(categories=["Cs"]))
def test_an_island_cannot_end_its_element(text: str) -> None:
    """Any text in a data island comes back as it was, and the island holds no `<` and can be encoded."""
    held = island({"text": text})
    assert json.loads(held) == {"text": text}
    assert "<" not in held
    held.encode("utf-8")


def test_the_policy_forbids_every_connection() -> None:
    """The page allows its own scripts by their hashes and nothing else: no inline handlers, no requests, no frames."""
    page = page_text(synthetic_graph(5, 5))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "connect-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(
        r"<[a-z][^>]*\s(on[a-z]+|style|src|href)=\"(?!#)", page.split("<script", 1)[0].split("</style>")[1]
    )


def test_auto_takes_pyvis_while_it_is_quick() -> None:
    """An ordinary graph is drawn by pyvis, a large one by WebGL."""
    assert chosen_renderer(view_model(synthetic_graph(100, 200))) == "pyvis"
    assert chosen_renderer(view_model(synthetic_graph(300, 1500))) == "webgl"
    assert 'id="pyvis"' in page_text(EMPTY)


def test_an_unknown_renderer_is_named() -> None:
    """The error lists what there is."""
    with pytest.raises(ExportError, match=r"no renderer is called 'gl'; there are auto, pyvis, webgl"):
        page_text(EMPTY, "gl")


def test_an_old_page_stays_when_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    """A folder in the way is one clear line, and nothing is left behind."""
    (tmp_path / "network.html").mkdir()
    with pytest.raises(ExportError, match="is a folder"):
        write_page(EMPTY, tmp_path / "network.html")
    with pytest.raises(ExportError, match="No such file"):
        write_page(EMPTY, tmp_path / "nowhere" / "network.html")
    assert [p.name for p in tmp_path.iterdir()] == ["network.html"]


def test_a_notebook_gets_a_closed_frame() -> None:
    """The page stands escaped in a frame without access to the notebook."""
    text = Picture(synthetic_graph(5, 5, hostile=True))._repr_html_()
    assert text.startswith("<iframe sandbox=")
    assert "allow-same-origin" not in text
    assert text.count("<") == 2


def test_both_languages_have_the_same_words() -> None:
    """Every string of the page exists in Indonesian and English, with the same blanks."""
    from importlib import resources

    source = resources.files("backchannel.exports.view.page").joinpath("strings.json").read_text("utf-8")
    strings = json.loads(source)
    assert set(strings) == {"en", "id"}

    def shape(value: object) -> object:
        if isinstance(value, dict):
            return {k: shape(v) for k, v in value.items()}
        return sorted(re.findall(r"\{\w+\}", str(value)))

    assert shape(strings["en"]) == shape(strings["id"])


def test_every_word_asked_for_exists() -> None:
    """A script of the page asks for no word that the word list lacks, and the list has none nobody asks for."""
    from importlib import resources

    folder = resources.files("backchannel.exports.view.page")
    words = json.loads(folder.joinpath("strings.json").read_text("utf-8"))["en"]
    code = "".join(f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".js"))
    asked = set(re.findall(r'\b(?:t|tn|section|around_)\("(\w+)"', code))
    assert asked <= set(words)
    unused = [w for w in words if not re.search(rf'"{w.rstrip("1")}"|\.{w}\b', code) and w != "noscript"]
    assert unused == []
