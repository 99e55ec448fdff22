"""What is known of one article while it is read."""

from __future__ import annotations

from backchannel.extractors.rules.language import looks_like
from backchannel.extractors.rules.mentions import Cast, Entity, Mention
from backchannel.extractors.rules.pack import Pack
from backchannel.extractors.rules.read import Read
from backchannel.extractors.rules.vocabulary import Vocabulary
from backchannel.extractors.rules.when import Calendar
from backchannel.schema.model import Article, Evidence


class Reading:
    """The state of reading one article."""

    def __init__(self, article: Article, pack: Pack, glued: bool, sample: str) -> None:
        self.article, self.pack = article, pack
        self.glued = glued  # some word form may be two words
        self.sample = sample  # what tells the language
        self.cast = Cast(pack.data["pack"].get("home"))
        self.calendar = Calendar()
        self.vocab = Vocabulary(frozenset(), frozenset())
        self.reads: list[Read] = []
        self.pairs: dict[str, tuple[list[Entity], int]] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What makes the whole reading doubtful."""
        doubt = looks_like(self.sample, self.pack.code)
        return (f"may-be-language:{doubt}",) if doubt else ()

    def evidence(self, read: Read) -> Evidence:
        """A sentence as it stands in the article."""
        start = read.repaired.original(read.sentence.start)
        end = read.repaired.original(read.sentence.end)
        source = self.article.text if read.source == "text" else self.article.title or ""
        return Evidence(source[start:end], start, end, read.source)

    def has_officials(self) -> bool:
        """The article names somebody with a post: in one that does not, who speaks need not be of any state."""
        return any(e.named and e.posts for e in self.cast.entities)

    def state_name(self, iso: str | None) -> str:
        """What the language of the article calls a state."""
        return str(self.pack.data["states"][iso]["names"][0]) if iso in self.pack.data["states"] else iso or ""

    def state(self, iso: str) -> Entity:
        """The state itself as an actor of the article."""
        return self.cast.state(Mention("state", 0, 0, 0, 0, iso=iso, of=iso), self.state_name(iso))
