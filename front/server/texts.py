"""Articles by id out of a workspace's `articles.jsonl`, read when one is asked for: no text is held in memory."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock

from backchannel.schema.errors import StoreError
from backchannel.schema.model import Article

_START = '{"id": '
_DECODER = json.JSONDecoder()


class Texts:
    """Where each article stands in the file, which is held open: a rebuild of the workspace does not take it away."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, int] = {}
        self._reading = Lock()
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise StoreError(f"{path}: cannot be read: {error.strerror or error}") from None
        place = 0
        for line in self._file:
            self._places[self._id(line)] = place
            place += len(line)

    def _id(self, line: bytes) -> str:
        text = line.decode("utf-8", "surrogatepass")
        try:
            if text.startswith(_START):
                return str(_DECODER.raw_decode(text, len(_START))[0])
            return str(json.loads(text)["id"])
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self._path}: a line is no article: {error}") from None

    def get(self, article_id: str) -> Article | None:
        """The article, None if there is none."""
        place = self._places.get(article_id)
        if place is None:
            return None
        with self._reading:
            self._file.seek(place)
            line = self._file.readline()
        return Article.from_json(json.loads(line.decode("utf-8", "surrogatepass")))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
