// Reads an export with another project's reader and prints what it found as JSON: node read.mjs CACHE READER FILE
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [cache, reader, file] = process.argv.slice(2);
const require = createRequire(`${cache}/`);
const text = readFileSync(file, "utf8");

// An RDF term as N-Triples has it, so that two readers can be compared
function written(term) {
  if (term.termType === "NamedNode") return `<${term.value}>`;
  if (term.termType === "DefaultGraph") return "";
  if (term.termType === "BlankNode") return `_:${term.value}`;
  const value = JSON.stringify(term.value);
  if (term.language) return `${value}@${term.language.toLowerCase()}`;
  const type = term.datatype.value;
  return type === "http://www.w3.org/2001/XMLSchema#string" ? value : `${value}^^<${type}>`;
}

const rows = (quads) => quads.map((q) => [q.subject, q.predicate, q.object, q.graph].map(written)).sort();

function n3(format) {
  const { Parser } = require("n3");
  return rows(new Parser({ format }).parse(text));
}

async function jsonld() {
  const library = require("jsonld");
  const refuse = async (url) => {
    throw new Error(`fetched ${url}`);
  };
  const quads = await library.toRDF(JSON.parse(text), { documentLoader: refuse, safe: true });
  return rows(quads);
}

function graphology(parse) {
  const Graph = require("graphology");
  const graph = parse(Graph.MultiGraph ?? Graph, text);
  const nodes = graph.mapNodes((id, attributes) => ({ ...attributes, "#id": id }));
  const edges = graph.mapEdges((id, attributes, source, target) => ({
    ...attributes, "#id": id, "#source": source, "#target": target, "#undirected": graph.isUndirected(id),
  }));
  return { nodes, edges, multi: graph.multi };
}

function cytoscape() {
  const cy = require("cytoscape")({ headless: true, ...JSON.parse(text) });
  return { nodes: cy.nodes().map((n) => n.data()), edges: cy.edges().map((e) => e.data()) };
}

const readers = {
  turtle: () => n3("text/turtle"),
  trig: () => n3("application/trig"),
  ntriples: () => n3("application/n-triples"),
  nquads: () => n3("application/n-quads"),
  jsonld,
  graphml: () => graphology((Graph, data) => require("graphology-graphml").parse(Graph, data, { addMissingNodes: false })),
  gexf: () => graphology((Graph, data) => require("graphology-gexf").parse(Graph, data, { addMissingNodes: false, allowUndeclaredAttributes: false })),
  cytoscape,
};
process.stdout.write(JSON.stringify(await readers[reader]()));
