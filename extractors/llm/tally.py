"""What reading by a model takes and what came of it: requests, tokens, cost, and what was not believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from backchannel.extractors.llm.asking import Answer
from backchannel.extractors.llm.check import Dropped
from backchannel.extractors.llm.options import ModelOptions
from backchannel.extractors.llm.replies import contacts_in
from backchannel.extractors.llm.requests import Request
from backchannel.extractors.llm.store import Store

USUAL_ANSWER = 750  # tokens; the mean of three answers written by hand to sample articles with three to five contacts
REASONS = {
    "malformed": "not in the form asked for",
    "quote": "passage not in the article",
    "names": "participants not in the article",
    "order": "rests on a sentence that gives orders",
}


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    asked: float
    answered: float

    def of(self, tokens_in: int, tokens_out: int) -> str:
        """The cost in dollars, to a hundredth of a cent."""
        return f"${(tokens_in * self.asked + tokens_out * self.answered) / 1e6:,.4f}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What asking will take, as far as it can be told before."""

    articles: int
    requests: int
    kept: int  # answered already
    tokens_in: int  # of those that are still to be asked
    tokens_out: int
    most_out: int

    def line(self, price: Price | None) -> str:
        """One line for a person."""
        cost = f", about {price.of(self.tokens_in, self.tokens_out)}" if price else ""
        at_most = f" (at most {self.most_out:,})" if self.most_out else ""
        return (
            f"{_count(self.articles, 'article')}, {_count(self.requests, 'request')}, {self.kept:,} answered before; "
            f"to ask: about {self.tokens_in:,} tokens in, {self.tokens_out:,} out{at_most}{cost}"
        )


def estimate(work: Iterable[tuple[object, tuple[Request, ...]]], options: ModelOptions) -> Estimate:
    """Count requests and tokens; nothing is sent."""
    stores = [Store(p) for p in (options.replay, options.record, options.cache) if p]
    articles = requests = kept = tokens = 0
    for _, asked in work:
        articles += 1
        for request in asked:
            requests += 1
            if any(_usable(store, request) for store in stores):
                kept += 1
            else:
                tokens += request.tokens
    left = requests - kept
    return Estimate(articles, requests, kept, tokens, left * USUAL_ANSWER, left * options.most_tokens)


def _usable(store: Store, request: Request) -> bool:
    reply = store.get(request.key)
    found = contacts_in(reply.content) if reply else None
    return found is not None and found.whole


@dataclass(slots=True)
class Tally:
    """What was asked, paid for, kept and dropped, as it goes."""

    asked: int = 0
    kept: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    uncounted: int = 0  # answers whose server told no tokens
    reports: int = 0
    cleared: int = 0  # warnings on the reports that were kept
    dropped: Counter[str] = field(default_factory=Counter)

    def answer(self, answer: Answer) -> None:
        """Count one answer."""
        self.kept += answer.kept
        for reply in answer.replies:
            self.asked += 1
            if reply.tokens_in is None or reply.tokens_out is None:
                self.uncounted += 1
            self.tokens_in += reply.tokens_in or 0
            self.tokens_out += reply.tokens_out or 0

    def drop(self, dropped: Dropped) -> None:
        """Count one contact that was not believed."""
        self.dropped[dropped.reason] += 1

    def line(self, price: Price | None) -> str:
        """One line for a person."""
        cost = f", {price.of(self.tokens_in, self.tokens_out)}" if price else ""
        silent = f" ({_count(self.uncounted, 'answer')} without a count)" if self.uncounted else ""
        why = ", ".join(f"{n:,} {REASONS[r]}" for r, n in sorted(self.dropped.items()))
        dropped = sum(self.dropped.values())
        return (
            f"{_count(self.asked, 'answer')} asked, {self.kept:,} kept before; {self.tokens_in:,} tokens in, "
            f"{self.tokens_out:,} out{silent}{cost}; {_count(self.reports, 'report')} held by the text with "
            f"{_count(self.cleared, 'warning')}, {dropped:,} dropped{': ' + why if why else ''}"
        )


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
