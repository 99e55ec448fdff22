"""Near copies are found by content, and nothing else is."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.extractors.duplicates import COPY_SHARE, Sketch, copies, share, sketch
from backchannel.schema.model import Article
from tests.extractors.corpus import rows


def article(id_: str, text: str, published: str | None = "2022-01-01") -> Article:
    return Article(id_, text, published=published)


def words(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [f"kata{rng.randrange(5000)}" for _ in range(count)]


def found(*articles: Article) -> dict[str, str]:
    return copies(map(sketch, articles))


def test_copy_with_other_layout_and_credit_is_found() -> None:
    """Line breaks, capitals, punctuation and a credit line do not hide a copy."""
    body = words(200, 1)
    one = " ".join(body)
    other = "LAIN - " + "\n\n".join(" ".join(body[at : at + 20]).capitalize() + "." for at in range(0, 200, 20))

    assert found(article("a", one), article("b", other + " (Kantor Berita)", "2022-01-02")) == {"b": "a"}


def test_other_reports_of_one_event_are_no_copies() -> None:
    """Half the words in common, in runs of a dozen, is two newsrooms with one press release: not a copy."""
    shared = words(120, 2)
    mixed = [
        [w for at in range(0, 120, 12) for w in (*shared[at : at + 12], *words(12, seed * 1000 + at))]
        for seed in (1, 2)
    ]

    assert found(article("a", " ".join(mixed[0])), article("b", " ".join(mixed[1]))) == {}


def test_made_up_news_of_one_mould_is_no_copy() -> None:
    """Articles that share sentence frames only are not mistaken for each other."""
    assert found(*(article(row["id"], row["text"]) for row in rows(3000))) == {}


def test_short_texts_are_copies_only_of_the_same_words() -> None:
    """A text too short for a sketch is compared word by word."""
    assert found(article("a", "Surya tiba."), article("b", "SURYA, tiba"), article("c", "Surya pergi.")) == {"b": "a"}


def test_first_published_is_the_original() -> None:
    """The earliest date wins, then the id; an article without a date comes last."""
    text = " ".join(words(100, 3))
    some = (article("a", text, None), article("b", text, "2022-02-02"), article("c", text, "2022-02-01"),
            article("d", text, "2022-02-01"))  # fmt: skip

    assert found(*some) == found(*reversed(some)) == {"a": "c", "b": "c", "d": "c"}


@settings(max_examples=60, deadline=None)
@given(st.integers(30, 400), st.integers(0, 12), st.integers())
def test_estimate_is_near_the_truth(length: int, changed: int, seed: int) -> None:
    """The estimated share of common runs lies within 0.25 of the true one (four standard deviations)."""
    rng = random.Random(seed)
    one = words(length, seed)
    other = list(one)
    for _ in range(changed):
        other[rng.randrange(length)] = "lain"
    runs = [{tuple(w[at : at + 5]) for at in range(length - 4)} for w in (one, other)]
    truth = len(runs[0] & runs[1]) / len(runs[0] | runs[1])

    assert abs(share(*(sketch(article("x", " ".join(w))).bins for w in (one, other))) - truth) < 0.25


def test_copies_are_found_and_others_are_not_measured() -> None:
    """Of 300 copies with one word in forty changed, at least 99 % are found; of 300 with one in eight, none."""

    def with_changes(step: int, seed: int) -> Sketch:
        body = words(240, seed)
        body[::step] = ["baru"] * len(body[::step])
        return sketch(article(f"z{seed}", " ".join(body), "2023-01-01"))

    originals = [sketch(article(f"a{n}", " ".join(words(240, n)))) for n in range(300)]
    near = copies([*originals, *(with_changes(80, n) for n in range(300))])
    far = copies([*originals, *(with_changes(8, n) for n in range(300))])

    assert len(near) >= 297
    assert all(copy[1:] == original[1:] for copy, original in near.items())
    assert far == {}
    assert COPY_SHARE == 0.8
