"""Changing a workspace: articles added and taken out, decisions taken and taken back.

Each change writes a whole new workspace and puts it in the old one's place in one step, so that a killed run leaves
the old one; the same command again then completes to the same bytes. One change at a time: a second one waits.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from backchannel.extractors.duplicates import Sketch, copies_again, sketch
from backchannel.extractors.reading import ReadOptions
from backchannel.graph.authority import Authority
from backchannel.graph.collecting import uncollected
from backchannel.graph.decisions import added
from backchannel.graph.identity import mention_of
from backchannel.graph.merge import by_id, merge
from backchannel.graph.revising import Old, opened, revise
from backchannel.graph.senses import minted_id
from backchannel.graph.spelling import made_good
from backchannel.graph.workspace import Workspace
from backchannel.pipeline import Reader, Told, extract, page_writer, read_all
from backchannel.schema.errors import ArticleError, BackchannelError, DecisionError
from backchannel.schema.model import Article, Citation, Decision, MergedGraph, Report


@dataclass(slots=True)
class Held:
    """What a workspace is made of, ready to be changed."""

    workspace: Workspace
    old: Old
    log: tuple[Decision, ...]
    skipped: dict[str, ArticleError]  # by source
    authority: dict[str, Authority]  # by link
    reports: dict[str, Report]
    by_article: dict[str, list[str]]  # the ids of its reports
    citations: dict[str, Citation]
    touched: list[Sketch] = field(default_factory=list)  # of articles that came, went or changed

    def put(self, article: Article, reports: Iterable[Report]) -> None:
        """Add an article, or put it in the place of an older version."""
        if article.id in self.old.articles:
            self.drop([article.id])
        made = sketch(article)
        self.touched.append(made)
        self.old.articles.put(article.id, article)
        self.old.sketches.put(article.id, made)
        self.citations[article.id] = article.citation
        told = by_id(reports)
        self.reports |= told
        self.by_article[article.id] = list(told)

    def drop(self, ids: Collection[str]) -> None:
        """Take articles out with their reports."""
        for article in ids:
            self.touched += [s for s in [self.old.sketches.get(article)] if s]
            self.old.articles.drop(article)
            self.old.sketches.drop(article)
            del self.citations[article]
            for report in self.by_article.pop(article, ()):
                del self.reports[report]

    def merge(self) -> MergedGraph:
        """The graph of the parts as they are now."""
        citations = self._with_copies() if self.touched else self.citations
        earlier = self.old.graph if self.old.ours else None
        return merge(citations.values(), self.reports, self.log, self.authority.values(), earlier=earlier)

    def _with_copies(self) -> dict[str, Citation]:
        """The citations, each with the article that it repeats."""
        sketches = {i: s for i in self.old.sketches if (s := self.old.sketches.get(i))}
        before = {c.id: c.copy_of for c in self.old.graph.citations.values() if c.copy_of}
        copies = copies_again(sketches, self.touched, before)
        return {
            i: c if c.copy_of == copies.get(i) else replace(c, copy_of=copies.get(i)) for i, c in self.citations.items()
        }

    def write(self, graph: MergedGraph) -> None:
        """Put the parts and their graph in the place of the old workspace."""
        known = [self.authority[link] for link in sorted(self.authority)]
        page = page_writer(self.workspace.base)
        revise(self.workspace, self.old, graph, self.log, page, self.skipped.values(), known)


@dataclass(slots=True)
class Change:
    """What a change did."""

    graph: MergedGraph
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    failed: int = 0


@contextmanager
def changing(directory: str | Path) -> Iterator[Held]:
    """The workspace's parts, while no other change is under way."""
    with _alone(Path(directory)), uncollected():
        workspace = Workspace.open(directory)
        old = opened(workspace)
        skipped = {e.source: e for e in workspace.skipped}
        known = {a.link: a for a in workspace.authority}
        reports, citations = dict(old.graph.reports), dict(old.graph.citations)
        by_article: dict[str, list[str]] = {}
        for report_id, report in reports.items():
            by_article.setdefault(report.article, []).append(report_id)
        yield Held(workspace, old, workspace.decisions, skipped, known, reports, by_article, citations)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Hold the lock of the folder that holds the workspace; where the system has no such locks, go on without."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        handle = os.open(directory.absolute().parent, os.O_RDONLY)
    except OSError:
        yield  # there is no such folder: opening the workspace says so
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def add(
    directory: str | Path,
    paths: Sequence[str | Path],
    tell: Told,
    options: ReadOptions | None = None,
    reader: Reader | None = None,
) -> Change:
    """Read new and changed articles into the workspace; what it holds already is left as it is."""
    with changing(directory) as held:
        change = Change(held.old.graph)
        missing = held.skipped
        held.skipped = {s: e for s, e in missing.items() if not any(_within(s, p) for p in paths)}

        def counted(error: ArticleError) -> None:
            change.failed += 1
            held.skipped[error.source] = error
            tell(error)

        read = _unknown(read_all(paths, counted, options), held, change)
        done = set()
        for article, found in extract(read, counted, reader):
            done.add(article.id)
            held.put(article, found)
        change.new = [i for i in change.new if i in done]
        change.changed = [i for i in change.changed if i in done]
        if done or _told(held.skipped) != _told(missing):
            change.graph = held.merge()
            held.write(change.graph)
        return change


def _within(source: str, path: str | Path) -> bool:
    """Whether what could not be read is this file, in it or below it, so that it is tried anew."""
    told = str(path).rstrip("/")
    return source == told or source.startswith((f"{told}/", f"{told}:"))


def _told(skipped: Mapping[str, ArticleError]) -> dict[str, str]:
    return {source: error.reason for source, error in skipped.items()}


def _unknown(articles: Iterable[Article], held: Held, change: Change) -> Iterator[Article]:
    """The articles that the workspace does not hold just so."""
    for article in articles:
        known = held.old.articles.get(article.id)
        kind = change.new if known is None else change.same if known == article else change.changed
        kind.append(article.id)
        if kind is not change.same:
            yield article


def know(directory: str | Path, authority: Iterable[Authority]) -> Change:
    """Take over what authority files know of actors; what is known of the same one already is replaced."""
    with changing(directory) as held:
        new = {a.link: a for a in authority}
        told = [link for link, a in new.items() if held.authority.get(link) != a]
        if not told:
            return Change(held.old.graph, same=list(new))
        held.authority |= new
        graph = held.merge()
        held.write(graph)
        return Change(graph, new=told)


def remove(directory: str | Path, ids: Iterable[str]) -> Change:
    """Take articles out of the workspace with all that rests on them alone."""
    with changing(directory) as held:
        wanted = list(dict.fromkeys(ids))
        unknown = [i for i in wanted if i not in held.old.articles]
        if unknown:
            raise BackchannelError(f"{directory}: holds no article {', '.join(unknown)}; nothing is removed")
        held.drop(wanted)
        graph = held.merge()
        held.write(graph)
        return Change(graph, changed=wanted)


def judge(directory: str | Path, decision: Decision) -> Change:
    """Add a decision to the log and merge again; DecisionError, and nothing changed, if it cannot be followed."""
    return judge_all(directory, [decision])


def judge_all(directory: str | Path, decisions: Sequence[Decision]) -> Change:
    """Add decisions to the log and merge again once; DecisionError, and nothing changed, if one cannot be followed."""
    with changing(directory) as held:
        change = Change(held.old.graph)
        for decision in decisions:
            log = added(held.log, decision)
            if log != held.log and decision.verdict != "undo":
                _refuse_unknown(decision, held.old.graph)
            (change.same if log == held.log else change.new).append(decision.id)
            held.log = log
        if not change.new:
            return change
        change.graph = held.merge()
        reasons = {reason for question in change.graph.questions for reason in question.reasons}
        for decision in decisions:
            if any(decision.id in reason for reason in reasons):
                raise DecisionError(_unable(decision))
        held.write(change.graph)
        return change


def _unable(decision: Decision) -> str:
    """Why a decision cannot be followed."""
    one, *other = decision.ids
    if decision.verdict == "different" and decision.subject == "actor":
        return f"{one} and {other[0]} are spellings of one name; name the mention, REPORT/NUMBER, that is somebody else"
    return f"{' and '.join(decision.ids)} cannot be {decision.verdict}: other decisions say otherwise"


def _refuse_unknown(decision: Decision, graph: MergedGraph) -> None:
    """A decision about what the graph does not hold is a slip."""
    for told in decision.ids:
        if decision.subject != "actor":
            known = told in graph.reports
        elif mention := mention_of(told):
            known = mention in graph.participants
        else:
            known = told in graph.actors or told.split(".")[:2] in _minted(graph)
        if not known:
            raise DecisionError(f"the graph holds no {decision.subject} {told}")


def _minted(graph: MergedGraph) -> list[list[str]]:
    """What the ids begin with that the names in all reports mint."""
    names = {(p.kind, made_good(p).name) for r in graph.reports.values() for p in r.participants}
    return [minted_id(kind, name, None).split(".") for kind, name in names]
