"""Articles are taken off web pages of many shapes: title, date and body."""

from __future__ import annotations

import importlib.util
import io
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from backchannel.extractors.readers.html import article_from_page
from backchannel.extractors.readers.source import Source
from backchannel.schema.errors import ArticleError

pytest.importorskip("trafilatura")

FLOOR = 0.95  # of all pages, each of title, date and body


def _pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpora_pages", Path(__file__).with_name("pages.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


pages = _pages()


def found_on(page: str, name: str) -> tuple[str | None, str | None, str]:
    """(title, date, body) as read."""
    try:
        article = article_from_page(page.encode(), Source(name, name, ".html", io.BytesIO()), name)
    except ArticleError:
        return None, None, ""
    return article.title, article.published, article.text


def right(shape: object, number: int) -> tuple[bool, bool, bool]:
    """Whether title, date and body of one page are read as they are."""
    wanted = pages.sample(number)
    title, day, body = found_on(shape(wanted), shape.__name__)  # type: ignore[operator,attr-defined]
    words = " ".join(body.split())
    whole = all(" ".join(text.split()) in words for text in wanted.paragraphs)
    clean = not any(furniture in words for furniture in pages.FURNITURE)
    return title == wanted.title, day == wanted.day, whole and clean


def test_forty_shapes_are_read() -> None:
    """Title, date and body are each right on at least 95 % of the shapes, and the message names the wrong ones."""
    results = {shape.__name__: right(shape, number) for number, shape in enumerate(pages.SHAPES)}
    assert len(results) >= 40

    for index, part in enumerate(("title", "date", "body")):
        wrong = sorted(name for name, result in results.items() if not result[index])
        assert 1 - len(wrong) / len(results) >= FLOOR, f"{part} wrong on {wrong}"


def test_mangled_pages_end_in_an_article_or_one_line() -> None:
    """Pieces of the pages cut out, doubled and joined at random give articles or ArticleErrors and nothing else."""
    rng = random.Random(7)
    whole = [shape(pages.sample(number)) for number, shape in enumerate(pages.SHAPES)]
    for _ in range(400):
        mangled = rng.choice(whole)
        for _ in range(rng.randint(1, 6)):
            other = rng.choice(whole)
            at, start, length = rng.randrange(len(mangled)), rng.randrange(len(other)), rng.randrange(400)
            mangled = mangled[:at] + other[start : start + length] + mangled[at + rng.randrange(200) :]
        title, day, body = found_on(mangled, "mangled")
        assert title is None or "\n" not in title
        assert day is None or len(day) >= 4
        assert isinstance(body, str)


@pytest.mark.parametrize(
    "page",
    [
        "<title>" + "x | " * 20_000 + "</title><meta property='og:site_name' content='x'>",
        "<h1>" * 20_000 + "Judul",
        '<div class="author">' * 250 + "x" * 100_000,
        '<script type="application/ld+json">' + '{"@graph":[' * 900 + "{}" + "]}" * 900 + "</script>",
        '<script type="application/ld+json">[[[[1, null, {"@type": [null, 3]}, {"@type": {}}]]]]</script>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": 3, "author": [[["x"]], null,'
        ' {"name": {}}], "datePublished": {}, "publisher": [], "articleBody": []}</script>',
        "<time datetime='9999999999-99-99'></time>" * 1000,
    ],
)
def test_page_that_lies_about_itself(page: str) -> None:
    """Metadata of absurd size, depth or type stops nothing."""
    wanted = pages.sample(3)

    body = " ".join(found_on(f"{page}<article>{wanted.p}</article>", "lies")[2].split())

    assert "<h1>" in page or all(text in body for text in wanted.paragraphs)


@pytest.mark.parametrize(
    ("root", "meta", "language"),
    [("id", "", "id"), ("id-ID", "en_US", "id"), ("en", "", None), ("en", "en_GB", "en"), ("en", "id_ID", "id")],
)
def test_template_language_is_not_trusted(root: str, meta: str, language: str | None) -> None:
    """`lang="en"` alone says nothing, as most templates carry it: the text then decides."""
    page = f'<html lang="{root}"><head><meta property="og:locale" content="{meta}"></head><p>{pages.sample(1).p}</html>'

    assert article_from_page(page.encode(), Source("a", "a", ".html", io.BytesIO()), "a").language == language
