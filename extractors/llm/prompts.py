"""The prompts of the language packs, and the messages that carry an article as data."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from backchannel.extractors.llm.contract import reply_schema
from backchannel.extractors.llm.orders import withheld
from backchannel.extractors.llm.windows import Window
from backchannel.schema.errors import SchemaError
from backchannel.schema.model import Article, fingerprint

OTHERWISE = "en"  # the prompt for a language that has none
UNSAID = "id"  # what an article is read as that does not say its language, as with the rules
_HEAD = re.compile(r"<!-- prompt (?P<version>[\w.-]+) -->\n")
_SCHEMA = "{schema}"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told before it is shown an article."""

    version: str
    text: str


def prompt_for(language: str | None) -> Prompt:
    """The prompt of a language's pack, or the English one."""
    code = (language or UNSAID).split("-")[0].lower()
    return _load(code if code.isalpha() and _file(code).is_file() else OTHERWISE)


def _file(code: str):  # type: ignore[no-untyped-def]  # importlib's Traversable moved between Python versions
    return files("backchannel.extractors.languages") / code / "prompt.md"


@cache
def _load(code: str) -> Prompt:
    raw = _file(code).read_text("utf-8")
    head = _HEAD.match(raw)
    if head is None or _SCHEMA not in raw:
        raise SchemaError(f"language pack {code}: prompt.md needs its version in the first line and {_SCHEMA}")
    schema = json.dumps(reply_schema(), ensure_ascii=False, separators=(",", ":"))
    return Prompt(head["version"], raw[head.end() :].replace(_SCHEMA, schema).strip())


def shown(article: Article, window: Window, spans: tuple[tuple[int, int], ...], hidden_title: bool) -> str:
    """The message that shows one window of an article.

    What the article brings stands between two marks made from its own content, so no article can hold its own end mark.
    """
    text = withheld(article.text, window.start, window.end, spans)
    inside = "\n".join(
        [
            f"Language: {_line(article.language) or 'unknown'}",
            f"Published: {_line(article.published) or 'unknown'}",
            f"Outlet: {_line(article.outlet) or 'unknown'}",
            f"Title: {'' if hidden_title else _line(article.title) or ''}",
            "Text:",
            text,
        ]
    )
    mark = fingerprint("mark", inside)
    part = f"Part {window.number} of {window.count} of one article." if window.count > 1 else "One article."
    return f"{part}\nBEGIN ARTICLE {mark}\n{inside}\nEND ARTICLE {mark}"


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None
