"""One question to a model: a window of an article, the words it is put in, and the key its answer is kept under."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backchannel.extractors.llm.contract import VERSION, reply_schema
from backchannel.extractors.llm.orders import orders_in
from backchannel.extractors.llm.prompts import prompt_for, shown
from backchannel.extractors.llm.windows import Window, windows
from backchannel.schema.model import Article, fingerprint

# How the form of the answer can be asked for, the strictest first. LM Studio knows no json_object, some hosts no
# json_schema, small servers neither; the schema stands in the prompt as well, so none of them loses it.
FORMS = ("json_schema", "json_object", "text")
LETTERS_A_TOKEN = 3.5  # a rough mean for Indonesian and English; only for the estimate


@dataclass(frozen=True, slots=True)
class Manner:
    """What a server turned out to accept."""

    form: str = FORMS[0]
    limit: str = "max_tokens"  # newer hosted models want max_completion_tokens
    temperature: bool = True  # reasoning models refuse to be told one


@dataclass(frozen=True, slots=True)
class Request:
    """A question about one window of an article."""

    article: str
    window: Window
    model: str
    version: str  # of the prompt
    system: str
    user: str

    @property
    def key(self) -> str:
        """Hash of all that bears on the answer; where it is sent and how its form is asked for do not."""
        return fingerprint(VERSION, self.model, self.system, self.user, length=40)

    @property
    def tokens(self) -> int:
        """About how many tokens the question is."""
        return math.ceil((len(self.system) + len(self.user)) / LETTERS_A_TOKEN)

    @property
    def name(self) -> str:
        """What messages call it."""
        part = f", part {self.window.number} of {self.window.count}" if self.window.count > 1 else ""
        return f"{self.article}{part}"

    def body(self, most_tokens: int, manner: Manner | None = None) -> dict[str, Any]:
        """The JSON that is sent."""
        manner = manner or Manner()
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}],
            manner.limit: most_tokens,
        }
        if manner.temperature:
            body["temperature"] = 0
        if manner.form == "json_schema":
            wanted = {"name": "contacts", "strict": True, "schema": reply_schema()}
            body["response_format"] = {"type": "json_schema", "json_schema": wanted}
        elif manner.form == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body


def encoded(body: Mapping[str, Any]) -> bytes:
    """The bytes of a body, the same for a dry run and for what is sent."""
    return json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8")


def requests_for(article: Article, model: str, window: int) -> tuple[Request, ...]:
    """The questions that reading an article takes; none for one without words."""
    if not article.text.strip() and not (article.title or "").strip():
        return ()
    prompt = prompt_for(article.language)
    spans = orders_in(article.text)
    hidden_title = bool(article.title and orders_in(article.title))
    return tuple(
        Request(article.id, w, model, prompt.version, prompt.text, shown(article, w, spans, hidden_title))
        for w in windows(article.text, window)
    )
