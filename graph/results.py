"""Answers as bytes: the SPARQL result formats for rows and yes/no, RDF formats for triples.

Rows are written here and not by the engine, so that a limit on rows can be kept while they come.
Format specifications: SPARQL 1.1 Query Results JSON / XML / CSV and TSV (W3C, 2013).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring as quoted  # a JSON string that keeps letters beyond ASCII
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from backchannel.schema.errors import QueryError

Row = Sequence[Any]  # an RDF term or None for each variable
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class ResultFormat:
    """One way to write an answer; either part may be missing."""

    name: str
    media_type: str
    rows: Callable[[Sequence[str], Iterable[Row]], str] | None = None
    boolean: Callable[[bool], str] | None = None
    triples: ox.RdfFormat | None = None


def _json(variables: Sequence[str], rows: Iterable[Row]) -> str:
    keys = [f"{quoted(v)}:" for v in variables]
    known: dict[Any, str] = {}  # days, channels and names come again in row after row
    bindings = []
    for row in rows:
        cells = [
            key + (known.get(term) or known.setdefault(term, _json_term(term)))
            for key, term in zip(keys, row, strict=True)
            if term is not None
        ]
        bindings.append("{" + ",".join(cells) + "}")
    head = ",".join(quoted(v) for v in variables)
    return f'{{"head":{{"vars":[{head}]}},"results":{{"bindings":[{",".join(bindings)}]}}}}\n'


def _json_boolean(value: bool) -> str:
    return f'{{"head":{{}},"boolean":{str(value).lower()}}}\n'


def _json_term(term: Any) -> str:
    if isinstance(term, ox.Literal):
        value, mark = quoted(term.value), ""
        if term.language:
            mark = f',"xml:lang":{quoted(term.language)}'
        elif (datatype := term.datatype.value) != _XSD_STRING:
            mark = f',"datatype":{quoted(datatype)}'
        return f'{{"type":"literal","value":{value}{mark}}}'
    if isinstance(term, ox.NamedNode):
        return f'{{"type":"uri","value":{quoted(term.value)}}}'
    if isinstance(term, ox.BlankNode):
        return f'{{"type":"bnode","value":{quoted(term.value)}}}'
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        said = ",".join(f'"{name}":{_json_term(part)}' for name, part in parts)
        return f'{{"type":"triple","value":{{{said}}}}}'
    raise TypeError(f"no RDF term: {term!r}")


_XML_HEAD = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'


def _xml(variables: Sequence[str], rows: Iterable[Row]) -> str:
    out = [_XML_HEAD, "<head>", *(f"<variable name={quoteattr(v)}/>" for v in variables), "</head>\n<results>\n"]
    for row in rows:
        out.append("<result>")
        for variable, term in zip(variables, row, strict=True):
            if term is not None:
                out.append(f"<binding name={quoteattr(variable)}>{_xml_term(term)}</binding>")
        out.append("</result>\n")
    out.append("</results>\n</sparql>\n")
    return "".join(out)


def _xml_boolean(value: bool) -> str:
    return f"{_XML_HEAD}<head></head>\n<boolean>{str(value).lower()}</boolean>\n</sparql>\n"


def _xml_term(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, ox.Literal):
        mark = ""
        if term.language:
            mark = f" xml:lang={quoteattr(term.language)}"
        elif term.datatype.value != _XSD_STRING:
            mark = f" datatype={quoteattr(term.datatype.value)}"
        return f"<literal{mark}>{_xml_text(term.value)}</literal>"
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    return "<triple>" + "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts) + "</triple>"


def _xml_text(text: str) -> str:
    """Escaped, with U+FFFD for the control characters that XML 1.0 cannot hold."""
    kept = "".join(c if c >= " " or c in "\t\n\r" else "\ufffd" for c in text)
    return escape(kept, {"\r": "&#13;"}).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def plain(term: Any) -> str:
    """A term as a person reads it: the words of a literal, the bare IRI, nothing where unbound."""
    if term is None:
        return ""
    return str(term.value) if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _csv(variables: Sequence[str], rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(variables)
    for row in rows:
        cells = [plain(t) for t in row]
        if cells == [""]:
            out.write("\r\n")  # the csv module would quote a lone empty cell
        else:
            writer.writerow(cells)
    return out.getvalue()


def _tsv(variables: Sequence[str], rows: Iterable[Row]) -> str:
    out = ["\t".join(f"?{v}" for v in variables) + "\n"]
    out += ["\t".join("" if t is None else str(t).replace("\t", "\\t") for t in row) + "\n" for row in rows]
    return "".join(out)


def _markdown(variables: Sequence[str], rows: Iterable[Row]) -> str:
    out = [_markdown_row(variables), "|" + " --- |" * len(variables) + "\n"]
    out += [_markdown_row([plain(t) for t in row]) for row in rows]
    return "".join(out)


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_markdown_cell(c) for c in cells) + " |\n"


def _markdown_cell(text: str) -> str:
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())


def _yes_no(value: bool) -> str:
    return f"{str(value).lower()}\n"


FORMATS: tuple[ResultFormat, ...] = (
    ResultFormat("json", "application/sparql-results+json", _json, _json_boolean),
    ResultFormat("xml", "application/sparql-results+xml", _xml, _xml_boolean),
    ResultFormat("csv", "text/csv; charset=utf-8", _csv, _yes_no),
    ResultFormat("tsv", "text/tab-separated-values; charset=utf-8", _tsv, _yes_no),
    ResultFormat("markdown", "text/markdown; charset=utf-8", _markdown, _yes_no),
    ResultFormat("turtle", "text/turtle; charset=utf-8", triples=ox.RdfFormat.TURTLE),
    ResultFormat("ntriples", "application/n-triples", triples=ox.RdfFormat.N_TRIPLES),
    ResultFormat("jsonld", "application/ld+json", triples=ox.RdfFormat.JSON_LD),
    ResultFormat("rdfxml", "application/rdf+xml", triples=ox.RdfFormat.RDF_XML),
)
BY_NAME: Mapping[str, ResultFormat] = {f.name: f for f in FORMATS}
# what a name stands for when the answer is of the other kind: rows asked as Turtle have no sense, triples as JSON do
_FOR_TRIPLES = {"json": "jsonld", "xml": "rdfxml"}


def format_for(name: str, kind: str) -> ResultFormat:
    """The format called `name` for an answer of `kind` (rows, boolean or triples); QueryError if it has none."""
    if name not in BY_NAME:
        raise QueryError(f"no format is called {name!r}; there are {', '.join(BY_NAME)}")
    found = BY_NAME[_FOR_TRIPLES.get(name, name) if kind == "triples" else name]
    if found.rows is not None if kind == "triples" else found.rows is None:
        if kind == "triples" and found.rows is not None:
            return found  # triples as a table of three columns
        raise QueryError(f"{name} holds triples; a SELECT or ASK needs one of json, xml, csv, tsv, markdown")
    return found
