"""From files to a workspace: read, extract, merge, write. What cannot be read is told, the rest is built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Protocol

from backchannel.extractors.duplicates import Sketch, copies, sketch
from backchannel.extractors.extraction import extracted
from backchannel.extractors.reading import ReadOptions, read_articles
from backchannel.graph.authority import Authority
from backchannel.graph.iris import DEFAULT_BASE
from backchannel.graph.pairs import Extent
from backchannel.graph.workspace import MARKER, Workspace
from backchannel.schema.errors import ArticleError, BackchannelError
from backchannel.schema.model import Article, Decision, MergedGraph, Report

Told = Callable[[ArticleError], None]
Reader = Callable[[Iterable[Article], Told], Iterator[tuple[Article, tuple[Report, ...]]]]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made of its input."""

    workspace: Workspace
    articles: int
    failed: int
    reports: int
    contacts: int
    actors: int


def read_all(paths: Iterable[str | Path], tell: Told, options: ReadOptions | None = None) -> Iterator[Article]:
    """The articles that can be read; the others go to `tell`."""
    for item in read_articles(paths, options):
        if isinstance(item, ArticleError):
            tell(item)
        else:
            yield item


def extract(
    articles: Iterable[Article], tell: Told, reader: Reader | None = None
) -> Iterator[tuple[Article, tuple[Report, ...]]]:
    """Each article with its reports; one that the extractor cannot digest goes to `tell` and stops no other.

    The rules read, unless another `reader` is given.
    """
    if reader is not None:
        yield from reader(articles, tell)
        return
    for article in articles:
        try:
            reports = extracted(article)
        except ArticleError as error:
            tell(error)
        else:
            yield article, reports


def build(
    paths: Iterable[str | Path],
    directory: str | Path,
    tell: Told,
    base: str = DEFAULT_BASE,
    options: ReadOptions | None = None,
    reader: Reader | None = None,
) -> Built:
    """Build the workspace `directory` from articles; decisions and authority of an older one are kept and applied.

    BackchannelError if no article at all can be read: an older workspace then stays as it is.
    """
    skipped: list[ArticleError] = []

    def counted(error: ArticleError) -> None:
        skipped.append(error)
        tell(error)

    articles: list[Article] = []
    reports: list[Report] = []
    for article, found in extract(read_all(paths, counted, options), counted, reader):
        articles.append(article)
        reports += found
    if not articles:
        raise BackchannelError(f"no article could be read, so {directory} is not written")
    decisions, authority = earlier_decisions(directory), earlier_authority(directory)
    articles.sort(key=lambda a: a.id)
    sketches = [sketch(article) for article in articles]
    graph = merged(articles, reports, decisions, authority, sketches)
    workspace = Workspace.replace(
        directory, graph, articles, decisions, base, page_writer(base), skipped, authority=authority, sketches=sketches
    )
    return Built(workspace, len(articles), len(skipped), len(graph.reports), len(graph.contacts), len(graph.actors))


def merged(
    articles: Iterable[Article],
    reports: Iterable[Report],
    decisions: Iterable[Decision] = (),
    authority: Iterable[Authority] = (),
    sketches: Iterable[Sketch] | None = None,
) -> MergedGraph:
    """The merged graph of what articles say; an article that repeats another is known as its copy."""
    from backchannel.graph.merge import merge

    held = list(articles)
    repeats = copies(map(sketch, held) if sketches is None else sketches)
    citations = [replace(a.citation, copy_of=repeats.get(a.id)) for a in held]
    return merge(citations, reports, decisions, authority)


def earlier_decisions(directory: str | Path) -> tuple[Decision, ...]:
    """The log of a workspace that is about to be replaced; empty if there is none."""
    return Workspace.open(directory).decisions if (Path(directory) / MARKER).exists() else ()


def earlier_authority(directory: str | Path) -> tuple[Authority, ...]:
    """What a workspace that is about to be replaced knows from authority files."""
    return Workspace.open(directory).authority if (Path(directory) / MARKER).exists() else ()


@contextmanager
def demo_articles() -> Iterator[list[Path]]:
    """The sample articles that the package brings."""
    with resources.as_file(resources.files("backchannel.seeds")) as folder:
        yield sorted(folder.glob("*.txt"))


class PageWriter(Protocol):
    """Writes the interactive page of a graph, which may be a part of a whole that is too large for a page."""

    def __call__(self, graph: MergedGraph, path: Path, whole: Extent | None = None) -> None: ...


def page_writer(base: str) -> PageWriter:
    """What writes the interactive page of a workspace whose data's IRIs live under `base`."""

    def write(graph: MergedGraph, path: Path, whole: Extent | None = None) -> None:
        from backchannel.exports import view

        view.write_page(graph, path, base=base, whole=whole)

    return write
