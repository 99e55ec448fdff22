"""The formats a merged graph can be written to: one module each, all in this table."""

from __future__ import annotations

from backchannel.exports import (
    csv,
    cypher,
    cytoscape,
    dot,
    edgelist,
    events,
    followthemoney,
    gexf,
    gexf_dynamic,
    graphml,
    jsonld,
    neo4j,
    nquads,
    ntriples,
    parquet,
    rdfxml,
    trig,
    turtle,
    xlsx,
)
from backchannel.exports.writing import Format
from backchannel.schema.errors import ExportError

FORMATS: tuple[Format, ...] = (
    turtle.FORMAT,
    trig.FORMAT,
    ntriples.FORMAT,
    nquads.FORMAT,
    jsonld.FORMAT,
    rdfxml.FORMAT,
    graphml.FORMAT,
    gexf.FORMAT,
    gexf_dynamic.FORMAT,
    cytoscape.FORMAT,
    neo4j.FORMAT,
    cypher.FORMAT,
    csv.FORMAT,
    edgelist.FORMAT,
    parquet.FORMAT,
    xlsx.FORMAT,
    dot.FORMAT,
    followthemoney.FORMAT,
    events.FORMAT,
)
_BY_NAME: dict[str, Format] = {name: f for f in FORMATS for name in (f.name, *f.aliases)}


def format_named(name: str) -> Format:
    """The format of that name or alias; ExportError names all of them if there is none."""
    if name not in _BY_NAME:
        raise ExportError(f"no format is called {name!r}; there are {', '.join(f.name for f in FORMATS)}")
    return _BY_NAME[name]
