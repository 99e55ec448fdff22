"""Files of JSON objects, one a line, and their lines kept as they stand so that what is unchanged is not made anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

from backchannel.schema.errors import StoreError

T = TypeVar("T")
_ID = '{"id": '  # what every line of a file kept as `Lines` begins with
_DECODER = json.JSONDecoder()


def line_of(row: dict[str, Any]) -> bytes:
    """The object as a line; half surrogate pairs keep their escape."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line, UTF-8."""
    write_lines(path, map(line_of, rows))


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Lines as they are."""
    with path.open("wb") as out:
        out.writelines(lines)


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file; StoreError names the line that is none."""
    for _, row in numbered_rows(path):
        yield row


def numbered_rows(path: Path) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """The lines of a JSON-lines file, each with its object; StoreError names the line that is none."""
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    row = json.loads(line.decode("utf-8", "surrogatepass"))
                except ValueError as error:
                    raise StoreError(f"{path}:{number}: not JSON: {error}") from None
                if not isinstance(row, dict):
                    raise StoreError(f"{path}:{number}: not a JSON object")
                yield line, row
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror or error}") from None


class Lines(Generic[T]):
    """Things by id as the lines of a file, each parsed when it is asked for; written in the order of their ids."""

    def __init__(self, parse: Callable[[dict[str, Any]], T], write: Callable[[T], dict[str, Any]]) -> None:
        """`write` gives rows that begin with the id."""
        self._parse = parse
        self._write = write
        self._lines: dict[str, bytes] = {}

    def read(self, path: Path) -> None:
        """Take over the lines of a file."""
        try:
            with path.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    self._lines[_id_of(line, path, number)] = line
        except OSError as error:
            raise StoreError(f"{path}: cannot be read: {error.strerror or error}") from None

    def get(self, name: str) -> T | None:
        """The thing, None if there is none."""
        line = self._lines.get(name)
        return None if line is None else self._parse(json.loads(line.decode("utf-8", "surrogatepass")))

    def put(self, name: str, thing: T) -> None:
        """Add or replace a thing."""
        self._lines[name] = line_of(self._write(thing))

    def drop(self, name: str) -> None:
        """Take a thing out."""
        del self._lines[name]

    def save(self, path: Path) -> None:
        """Write the lines in the order of their ids."""
        write_lines(path, (self._lines[name] for name in sorted(self._lines)))

    def __contains__(self, name: str) -> bool:
        return name in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def _id_of(line: bytes, path: Path, number: int) -> str:
    """The id of the line's object, without parsing the rest where it stands first."""
    text = line.decode("utf-8", "surrogatepass")
    try:
        if text.startswith(_ID):
            return str(_DECODER.raw_decode(text, len(_ID))[0])
        return str(json.loads(text)["id"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path}:{number}: no row with an id: {error}") from None
