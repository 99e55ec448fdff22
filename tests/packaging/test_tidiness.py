"""The repository speaks of itself alone, and keeps no text of others."""

from __future__ import annotations

import json
import os
import re
import subprocess
import warnings
from functools import cache
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

SHARED = Path(os.environ.get("BACKCHANNEL_SHARED", ROOT.parent / "shared"))
# machine paths, and words of the place where somebody worked on the project; in pieces, or this file would hold them
FOREIGN = re.compile(
    "|".join(
        [
            r"(?<![\w.-])/(?:wor" + r"k|far" + r"m)/",
            r"\biss" + r"ue\s+#?\d",
            r"\b(?:helper|coding|agent)\s+ses" + r"sion",
            r"\bbefore-" + r"stop\b",
            r"/ro" + r"ot/|/ho" + r"me/\w",
        ]
    ),
    re.IGNORECASE,
)
LONG, TOO_LONG = 300, 1000  # lines from which on a module is usually two things, and certainly
SENTENCE = 50  # characters from which on a sentence is somebody's own


@cache
def texts() -> dict[Path, str]:
    """The tracked text files, by their place in the repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = {}
    for name in filter(None, listed.split("\0")):
        raw = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in raw[:8000]:
            found[Path(name)] = raw.decode("utf-8", "replace")
    return found


def test_no_file_names_a_machine_or_a_workplace() -> None:
    """Code, documents and data hold no path outside the repository and no word of where they were written."""
    found = [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if FOREIGN.search(line)
    ]

    assert len(texts()) > 100
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["dev_articles.jsonl", "en_articles.jsonl", "en_sentences.jsonl"])
def test_no_sentence_of_third_party_news_is_in_the_repository(name: str) -> None:
    """Articles of others are measured on where they lie; no sentence of theirs is copied."""
    path = SHARED / "gold" / name
    if not path.exists():
        pytest.skip(f"{name} is not there: set BACKCHANNEL_SHARED to the folder that holds gold/")
    ours = "\n".join(re.sub(r"\s+", " ", text) for text in texts().values())
    copied = [
        f"{row.get('id')}: {sentence[:100]}"
        for row in map(json.loads, path.read_text("utf-8").splitlines())
        for sentence in re.split(r"(?<=[.!?])\s+", re.sub(r"\s+", " ", row["text"]))
        if len(sentence) >= SENTENCE and sentence[:80] in ours
    ]

    assert not copied, "\n".join(copied)


def test_long_modules_are_named() -> None:
    """Size is a hint: modules over three hundred lines are listed as a warning, and none is over a thousand."""
    sizes = {path: text.count("\n") for path, text in texts().items() if path.suffix in (".py", ".js")}
    long = {str(path): lines for path, lines in sorted(sizes.items()) if lines > LONG}
    for path, lines in long.items():
        warnings.warn(f"{path} has {lines} lines", stacklevel=1)

    assert max(sizes.values()) <= TOO_LONG
