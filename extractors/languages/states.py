"""Write the table of states of a language pack: `python -m backchannel.extractors.languages.states LANGUAGE`.

Names come from the Unicode CLDR through Babel (a development tool, not needed at run time); capitals, demonyms and the
further names that newspapers use come from `states.tsv` beside this module. The result, `states.toml` in the
pack's folder, is kept in the repository.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
# Columns of `states.tsv` for each language that has any: demonyms, further names, further capitals.
COLUMNS = {"id": (None, 3, None), "en": (2, 4, None), "es": (5, 6, 7)}
NICKNAME = "~"  # before a name that is read, but that a graph should not show ("Negeri Sakura")


def read_table() -> list[list[str]]:
    """Rows of `states.tsv`; its first line names the columns."""
    lines = (HERE / "states.tsv").read_text(encoding="utf-8").splitlines()
    return [(line + "\t" * 7).split("\t")[:8] for line in lines if line and not line.startswith("#")]


def states_toml(language: str) -> str:
    """The text of `states.toml` for a language, sorted by ISO code."""
    from babel import Locale

    territories = Locale.parse(language).territories
    columns = COLUMNS.get(language, (None, None, None))
    out = [f"# Made by backchannel.extractors.languages.states from CLDR and states.tsv for {language}; do not edit.\n"]
    for row in sorted(read_table()):
        iso = row[0]
        demonyms, others, more = (_list(row[column]) if column else [] for column in columns)
        capitals = list(dict.fromkeys([*_list(row[1]), *more]))
        nicknames = [name[1:] for name in others if name.startswith(NICKNAME)]
        others = [name for name in others if not name.startswith(NICKNAME)]
        names = list(dict.fromkeys([territories[iso].split(" (")[0], *others]))
        out.append(f"[{iso}]\nnames = {json.dumps(names, ensure_ascii=False)}")
        if nicknames:
            out.append(f"nicknames = {json.dumps(nicknames, ensure_ascii=False)}")
        if capitals:
            out.append(f"capitals = {json.dumps(capitals, ensure_ascii=False)}")
        if demonyms:
            out.append(f"demonyms = {json.dumps(demonyms, ensure_ascii=False)}")
        out.append("")
    return "\n".join(out)


def _list(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


if __name__ == "__main__":
    for code in sys.argv[1:]:
        (HERE / code / "states.toml").write_text(states_toml(code), encoding="utf-8")
