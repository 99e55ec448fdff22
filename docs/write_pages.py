"""Write the pages that follow from the code: reference.md, and the lists of pages and decisions.

python docs/write_pages.py            write them
python docs/write_pages.py --check    say which are stale, and fail
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from click.testing import CliRunner
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from backchannel.cli import cli
from backchannel.exports.formats import FORMATS
from backchannel.graph.queries import library
from backchannel.schema import errors, model
from backchannel.schema.vocabulary import CHANNEL_CONCEPTS, NAMESPACES, NS, STATUS_CONCEPTS, Concept

DOCS = Path(__file__).resolve().parent
GENERATED = "<!-- Written by `make docs`; do not edit. -->\n\n"
WIDTH = 100
PRECEDENCE = """In order of precedence: a contact has the first of these that any report affirms, and `denied`
only if none does.
"""
ERRORS = """A command that did its work ends with status 0; one that could not, or not for all of its input, with
another: 2 for a wrong command line, otherwise what the table says. Every problem is one line on standard error.
"""
REPORTS = """`backchannel extract` prints one report a line, as a JSON object with these keys; so does
`reports.jsonl` of a workspace.
"""
QUERIES = """Asked with `backchannel query DIR --named NAME --param KEY=VALUE`; `backchannel queries NAME` explains one.
"""
TYPES = (model.Report, model.Participant, model.Attribution, model.Evidence, model.Decision)


def commands(group: click.Group = cli, above: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, those of groups after their group."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            yield f"{above}{name}", command
            if isinstance(command, click.Group):
                yield from commands(command, f"{above}{name} ")


def help_of(name: str) -> str:
    """What `backchannel NAME --help` prints."""
    done = CliRunner().invoke(cli, [*name.split(), "--help"], prog_name="backchannel", terminal_width=WIDTH)
    if done.exit_code:
        raise SystemExit(f"backchannel {name} --help fails: {done.output}{done.exception!r}")
    return "\n".join(line.rstrip() for line in done.output.splitlines())


def reference() -> str:
    """The whole reference page."""
    parts = ["# Reference\n", "Everything here is taken from the code.\n", *_contents()]
    parts += ["## Commands\n", f"```text\n{help_of('')}\n```\n"]
    for name, _ in commands():
        parts += [f"### `backchannel {name}`\n", f"```text\n{help_of(name)}\n```\n"]
    parts += ["## Exit status and errors\n", *_errors()]
    parts += ["## Channels\n", *_concepts(CHANNEL_CONCEPTS.values()), "## Statuses\n", PRECEDENCE]
    parts += [*_concepts(STATUS_CONCEPTS.values()), "## What a report holds\n", *_types()]
    parts += [
        "## Classes and properties\n",
        *_ontology(),
        "## Export formats\n",
        *_formats(),
        "## Named queries\n",
        *_queries(),
    ]
    return "# Reference\n\n" + GENERATED + "\n".join(parts[1:])


def _contents() -> Iterator[str]:
    yield from (f"- [backchannel {name}](#backchannel-{name.replace(' ', '-')})" for name, _ in commands())
    for title in ("Exit status and errors", "Channels", "Statuses", "What a report holds", "Classes and properties"):
        yield f"- [{title}](#{title.lower().replace(' ', '-')})"
    yield "- [Export formats](#export-formats)\n- [Named queries](#named-queries)\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"


def _errors() -> Iterator[str]:
    yield ERRORS
    found = [e for _, e in inspect.getmembers(errors, inspect.isclass) if issubclass(e, errors.BackchannelError)]
    rows = ((f"`{e.__name__}`", inspect.getdoc(e) or "", str(e.exit_status)) for e in found)
    yield _table(("error", "means", "exit status"), rows)


def _concepts(concepts: Iterable[Concept]) -> Iterator[str]:
    rows = (
        (
            f"`{c.name}`",
            c.labels["id"],
            c.definitions["en"],
            c.broader or "",
            f"`bc:{c.direct}`" if c.direct else "",
            ", ".join(c.close_match),
        )
        for c in concepts
    )
    yield _table(("name", "Indonesian", "means", "kind of", "direct triple", "close to"), rows)


def _types() -> Iterator[str]:
    yield REPORTS
    for kind in TYPES:
        yield f"**{kind.__name__}**: {inspect.getdoc(kind)}\n"
        yield _table(("key", "type", "means"), _fields(kind))


def _fields(kind: type) -> Iterator[tuple[str, str, str]]:
    """The fields of a dataclass with the comment that stands behind each."""
    for line in inspect.getsource(kind).splitlines():
        found = re.match(r"    (\w+): ([^=#]+?)(?: = [^#]+?)?\s*(?:#\s*(.*))?$", line)
        if found and found[1] in getattr(kind, "__dataclass_fields__", {}):
            yield f"`{found[1]}`", _in_json(found[2]), _spelt_out(found[3] or "")


def _in_json(annotation: str) -> str:
    """What a Python type is in JSON, in words."""
    words = {"str": "text", "int": "number", "float": "number", "bool": "true or false", "None": "null"}
    plain = re.sub(r"tuple\[(.*?), \.\.\.\]", r"list of \1", annotation).replace(" | ", " or ")
    return re.sub(r"\w+", lambda m: words.get(m[0], m[0]), plain)


def _spelt_out(comment: str) -> str:
    """A comment with the values that it names by a constant."""
    return re.sub(r"[A-Z]{4,}S\b", lambda m: ", ".join(getattr(model, m[0], (m[0],))), comment)


def _ontology() -> Iterator[str]:
    graph = Graph().parse(str(DOCS.parent / "schema" / "ontology.ttl"), format="turtle")
    others = ", ".join(f"`{p}:`" for p in NAMESPACES if p != "bc")
    yield f"`bc:` stands for `{NS}`; `backchannel query` knows it and {others}.\n"
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)
    ours = sorted({s for kind in kinds for s in graph.subjects(RDF.type, kind) if str(s).startswith(NS)})
    for title, classes in (("class", True), ("property", False)):
        chosen = [s for s in ours if ((s, RDF.type, OWL.Class) in graph) is classes]
        above = RDFS.subClassOf if classes else RDFS.subPropertyOf
        yield _table(
            (title, "English", "Indonesian", "below", "means"),
            ((f"`{_short(s)}`", *_labels(graph, s), _above(graph, s, above), _comment(graph, s)) for s in chosen),
        )


def _short(iri: object) -> str:
    text = str(iri)
    return next((f"{p}:{text.removeprefix(ns)}" for p, ns in NAMESPACES.items() if text.startswith(ns)), text)


def _above(graph: Graph, subject: Node, property_: URIRef) -> str:
    return ", ".join(sorted(_short(o) for o in graph.objects(subject, property_)))


def _labels(graph: Graph, subject: object) -> tuple[str, str]:
    labels = [label for label in graph.objects(URIRef(str(subject)), RDFS.label) if isinstance(label, Literal)]
    found = {label.language: str(label) for label in labels}
    return found.get("en", ""), found.get("id", "")


def _comment(graph: Graph, subject: object) -> str:
    return " ".join(str(c) for c in graph.objects(URIRef(str(subject)), RDFS.comment))


def _formats() -> Iterator[str]:
    yield _table(
        ("`--format`", "what for", "cannot carry", "file"),
        (
            (", ".join(f"`{n}`" for n in (f.name, *f.aliases)), f.summary, f.cannot, f"`contacts{f.suffix}`")
            for f in FORMATS
        ),
    )


def _queries() -> Iterator[str]:
    yield QUERIES
    rows = []
    for query in library().values():
        wanted = "; ".join(
            f"`{p.name}`: {p.help}" + (f" ({p.default})" if p.default is not None else "") for p in query.parameters
        )
        rows.append((f"`{query.name}`", query.title, wanted))
    yield _table(("name", "answers", "parameters"), rows)


def index() -> str:
    """The list of pages, each with its first sentence."""
    first = ["tutorial.md", "reference.md"]
    pages = [DOCS / name for name in first] + sorted(
        p for p in DOCS.glob("*.md") if p.name not in (*first, "README.md")
    )
    listed = "\n".join(f"- [{_title(p)}]({p.name}){_first_sentence(p)}" for p in pages if p.exists())
    return f"# Documents\n\n{GENERATED}{listed}\n- [Decisions](decisions/README.md): why things are as they are\n"


def decisions() -> str:
    """The list of decisions."""
    pages = sorted(p for p in (DOCS / "decisions").glob("*.md") if p.name != "README.md")
    listed = "\n".join(f"- {p.stem[:4]}: [{_title(p)}]({p.name})" for p in pages)
    return f"# Decisions\n\n{GENERATED}Each says what was decided, and why.\n\n{listed}\n"


def _title(page: Path) -> str:
    return page.read_text("utf-8").split("\n", 1)[0].removeprefix("# ").strip() if page.exists() else page.stem


def _first_sentence(page: Path) -> str:
    text = re.sub(r"<!--.*?-->", "", page.read_text("utf-8"), flags=re.DOTALL).split("\n", 1)[1].strip()
    paragraph = " ".join(text.split("\n\n", 1)[0].split())
    found = re.match(r"[A-Z][^|#`<]*?[.:](?=\s|$)", paragraph)
    return f": {found[0].rstrip('.:')}" if found else ""


PAGES = (("reference.md", reference), ("decisions/README.md", decisions), ("README.md", index))


def main() -> int:
    stale = []
    for name, write in PAGES:
        page, text = DOCS / name, write()
        if not page.exists() or page.read_text("utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                page.write_text(text, "utf-8")
    print(
        "\n".join(f"docs/{name}: {'stale; make docs' if '--check' in sys.argv else 'written'}" for name in stale)
        or "fresh"
    )
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
