// What is drawn: nodes and edges with place, size, shape, colour and line, whatever draws them.

const SHAPES = ["circle", "square", "hexagon", "triangle"]; // by kind: person, state, organization, group
const LINES = ["solid", "dashed", "dotted", "via"];
const PALETTES = { // told apart with every common kind of colour blindness; letters in the shapes say the same
  light: { paper: "#faf9f6", ink: "#1f2733", soft: "#5a6472", node: ["#4477aa", "#cc6677", "#2f9c88", "#d19a1f", "#7d2a5c", "#6fb4d8", "#7f8430", "#a04f9b"], other: "#8b929c", edge: "#69727f", faint: "#c3c7cd", accent: "#0b6e69", secret: "#a8321c" },
  dark: { paper: "#14181e", ink: "#e9ebee", soft: "#a2abb8", node: ["#7fb0de", "#ea8c98", "#58c4ae", "#e8c060", "#cf82ac", "#a6dcf5", "#bcc062", "#cf94cb"], other: "#8e97a3", edge: "#8a94a2", faint: "#3d4550", accent: "#5cc4bc", secret: "#ff9a80" },
};
const COLORS_SHOWN = 8;
const LINE_LENGTH = 22, NAME_LENGTH = 44; // characters; a longer name takes two lines, a still longer one is cut
const ENLARGED_UP_TO = 400; // actors; the places keep so much room that shapes twice as large do not touch
const LARGER = 2, SHAPES_COVER = 0.11; // of the picture at most, when they are drawn larger
const NARROW = 90; // pixels; a strip of the window that is no wider shows nothing
const LEGEND_SHARE = 0.2; // of the window; what covers more of it, as the open legend, is not worth a smaller picture
const RAYS = 12; // lines of a shape that its name keeps clear of; with more there is no clear side
const FOCUS_RADIUS = 26; // on the screen, of the largest shape when the picture closes in on some
let palette = PALETTES.light;
let scene = { nodes: [], edges: [], ranked: [], at: new Map(), inside: 0, factor: 1 };

/** Which number of contacts decides a colour or a size: all in the file, so that filters do not change colours. */
const TOTAL = (() => {
  const weight = new Uint32Array(N_ACTORS);
  for (let p = 0; p < N_PAIRS; p++) {
    const n = CONTACTS_OF_PAIR.start[p + 1] - CONTACTS_OF_PAIR.start[p];
    weight[PAIRS.a[p]] += n; weight[PAIRS.b[p]] += n;
  }
  return weight;
})();
const COUNTRY_RANK = ranked(i => ACTORS.country[i] || null);
const GROUP_RANK = ranked(i => ACTORS.group[i] >= 0 ? ACTORS.group[i] : null);
function ranked(value) {
  const sums = new Map();
  for (let i = 0; i < N_ACTORS; i++) { const v = value(i); if (v !== null && TOTAL[i]) sums.set(v, (sums.get(v) || 0) + TOTAL[i]); }
  const order = [...sums].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1)).map(x => x[0]);
  return new Map(order.map((v, i) => [v, i]));
}
const radiusOf = weight => Math.min(11 + 3.4 * Math.sqrt(weight), 40);
const colorRank = rank => rank !== undefined && rank < COLORS_SHOWN ? palette.node[rank] : palette.other;

/** Which node stands for an actor: itself, or its country in the rolled-up picture. */
const COUNTRY_UNIT = new Map(NET.countries.code.map((code, k) => [code, k]));
const ALONE_UNIT = new Map(NET.countries.alone.map((i, k) => [i, NET.countries.code.length + k]));
const unitOf = i => state.level === "actors" ? i : ACTORS.country[i] ? COUNTRY_UNIT.get(ACTORS.country[i]) : ALONE_UNIT.get(i);

function unitNode(unit, weight) {
  const rolled = state.level === "countries" && unit < NET.countries.code.length;
  const i = state.level === "actors" ? unit : rolled ? -1 : NET.countries.alone[unit - NET.countries.code.length];
  const code = rolled ? NET.countries.code[unit] : ACTORS.country[i] || "";
  const group = rolled || ACTORS.group[i] < 0 ? undefined : GROUP_RANK.get(ACTORS.group[i]);
  const byGroup = state.color === "community" && !rolled;
  const units = state.level === "actors" ? ACTORS : NET.countries, place = units.tall && isTall() ? units.tall : units;
  const name = rolled ? countryName(code) : actorName(i), lines = linesOf(name);
  return {
    unit, actor: i, country: rolled ? code : null, x: place.x[unit], y: place.y[unit], r: radiusOf(weight), weight,
    shape: rolled ? "square" : SHAPES[ACTORS.kind[i]],
    color: byGroup ? (group === undefined ? palette.other : colorRank(group)) : colorRank(COUNTRY_RANK.get(code)),
    tag: byGroup ? (group === undefined || group >= COLORS_SHOWN ? "" : String(group + 1)) : cut(code, 3),
    label: cut(name, NAME_LENGTH), lines, cut: lines.at(-1).endsWith("…"), rays: [], dim: false, lit: false,
  };
}
/** A name as it stands in the picture: on one line, or on two of about the same length. */
function linesOf(name) {
  const text = cut(name, NAME_LENGTH), spaces = [];
  if (Array.from(text).length <= LINE_LENGTH) return [text];
  for (let at = text.indexOf(" "); at > 0; at = text.indexOf(" ", at + 1)) spaces.push(at);
  const uneven = at => Math.abs(text.length / 2 - at), best = spaces.sort((x, y) => uneven(x) - uneven(y))[0];
  if (best === undefined || uneven(best) > LINE_LENGTH / 2) return [cut(name, LINE_LENGTH + 6)];
  return [text.slice(0, best), text.slice(best + 1)];
}

/** Whether the window is higher than wide, as on a telephone: small graphs have places for that too. */
const isTall = () => $("surface").clientWidth < 0.95 * $("surface").clientHeight;

/** Build the scene from what is in view. */
function buildScene() {
  const nodes = new Map(), edges = new Map();
  let inside = 0;
  const weights = new Map(), insideContacts = new Set();
  for (let p = 0; p < N_PAIRS; p++) {
    if (!chosen.pairAll[p]) continue;
    const u = unitOf(PAIRS.a[p]), v = unitOf(PAIRS.b[p]);
    for (const x of [u, v]) if (!weights.has(x)) weights.set(x, 0);
    if (u === v) { for (const c of slice(CONTACTS_OF_PAIR, p)) if (chosen.contactIn[c]) insideContacts.add(c); continue; }
    weights.set(u, weights.get(u) + chosen.pairAll[p]);
    weights.set(v, weights.get(v) + chosen.pairAll[p]);
    const flip = u > v, key = flip ? v * 2097152 + u : u * 2097152 + v;
    let edge = edges.get(key);
    if (!edge) edges.set(key, edge = { a: flip ? v : u, b: flip ? u : v, pairs: [], took: 0, all: 0, seen: 0, secret: false, out: false, back: false });
    addPair(edge, p, flip);
  }
  for (const c of insideContacts) {
    let crosses = false;
    for (let k = 0; k < CONTACTS.links[c].length; k += 2) {
      const p = CONTACTS.links[c][k];
      if (chosen.pairAll[p] && unitOf(PAIRS.a[p]) !== unitOf(PAIRS.b[p])) crosses = true;
    }
    if (!crosses) inside++;
  }
  const order = [...weights.keys()].sort((x, y) => x - y);
  for (const unit of order) nodes.set(unit, unitNode(unit, weights.get(unit)));
  const list = [...nodes.values()], at = new Map(order.map((unit, k) => [unit, k]));
  const lines = [...edges.values()].map(e => finishEdge(e, at)).sort((x, y) => y.took - x.took || y.all - x.all || x.a - y.a || x.b - y.b);
  lines.forEach((e, k) => { e.index = k; });
  const ranked = list.slice().sort((x, y) => y.weight - x.weight || x.unit - y.unit);
  scene = { nodes: list, edges: lines, ranked, at, inside, factor: 1, tall: isTall() };
  for (const e of lines) for (const [n, other] of [[list[e.from], list[e.to]], [list[e.to], list[e.from]]]) if (n.rays.length < RAYS) n.rays.push(other);
  enlarge();
  return scene;
}
/** Where the whole picture has to be small, as on a phone, the shapes of a small graph are drawn larger. */
function enlarge() {
  if (scene.nodes.length > ENLARGED_UP_TO) return;
  const box = $("surface"), old = scene.factor;
  for (const node of scene.nodes) node.r /= old;
  for (const e of scene.edges) e.width /= old;
  const { scale } = sceneBox(null, box.clientWidth, box.clientHeight, []);
  const area = (box.clientWidth / scale) * (box.clientHeight / scale);
  const room = Math.sqrt(SHAPES_COVER * area / scene.nodes.reduce((sum, n) => sum + 4 * n.r * n.r, 1));
  scene.factor = Math.max(1, Math.min(LARGER, 0.8 / scale, room));
  for (const node of scene.nodes) node.r *= scene.factor;
  for (const e of scene.edges) e.width *= scene.factor;
}
/** Add what the contacts of one pair that are in view say to the edge. */
function addPair(edge, p, flip) {
  edge.pairs.push(p);
  edge.all += chosen.pairAll[p];
  edge.took += chosen.pairTook[p];
  for (let k = CONTACTS_OF_PAIR.start[p]; k < CONTACTS_OF_PAIR.start[p + 1]; k++) {
    const c = CONTACTS_OF_PAIR.items[k];
    if (!chosen.contactIn[c]) continue;
    const way = CONTACTS_OF_PAIR.extra[k], status = CONTACTS.status[c];
    edge.seen |= way === THROUGH ? 8 : TOOK_PLACE.has(status) ? 1 : OPEN_STATUS.has(status) ? 2 : 4;
    if (CONTACTS.secret[c]) edge.secret = true;
    if (way === FORWARD) edge[flip ? "back" : "out"] = true;
    if (way === BACKWARD) edge[flip ? "out" : "back"] = true;
  }
}
function finishEdge(edge, at) {
  edge.line = edge.seen & 1 ? "solid" : edge.seen & 2 ? "dashed" : edge.seen & 4 ? "dotted" : "via";
  edge.width = edge.line === "via" ? 1.2 : 1.4 + 1.5 * Math.log2(1 + edge.took);
  edge.from = at.get(edge.a);
  edge.to = at.get(edge.b);
  edge.dim = false;
  edge.lit = false;
  return edge;
}

/** Bring out what is open and lay the rest back. */
function lightUp() {
  const nodes = scene.nodes, edges = scene.edges;
  const mark = (list, value) => { for (const x of list) { x.dim = value; x.lit = false; } };
  const focus = focusUnits();
  mark(nodes, !!focus);
  mark(edges, !!focus);
  if (!focus) return;
  for (const unit of focus.units) { const k = scene.at.get(unit); if (k !== undefined) { nodes[k].dim = false; nodes[k].lit = true; } }
  for (const e of edges) {
    const both = focus.edge(e);
    if (!both) continue;
    e.dim = false;
    e.lit = true;
    nodes[e.from].dim = false;
    nodes[e.to].dim = false;
  }
}
/** The nodes chosen, and a test for the edges that go with them; null if nothing is chosen. */
function focusUnits() {
  if (state.path && state.path.way) {
    const units = state.path.way.map(unitOf), steps = new Set();
    units.forEach((u, k) => { if (k) steps.add(Math.min(u, units[k - 1]) + ":" + Math.max(u, units[k - 1])); });
    return { units, edge: e => steps.has(Math.min(e.a, e.b) + ":" + Math.max(e.a, e.b)) };
  }
  const open = state.open;
  if (!open) return null;
  if (open.pairs) {
    const wanted = new Set(open.pairs), edge = e => e.pairs.some(p => wanted.has(p));
    const units = new Set();
    for (const p of open.pairs) { units.add(unitOf(PAIRS.a[p])); units.add(unitOf(PAIRS.b[p])); }
    return scene.edges.some(edge) ? { units: [...units], edge } : null;
  }
  const unit = open.country !== undefined ? COUNTRY_UNIT.get(open.country) : unitOf(open.actor);
  return scene.at.has(unit) ? { units: [unit], edge: e => e.a === unit || e.b === unit } : null;
}

/** Rows of the legend for the colours in use: [colour, letters, words]. */
function colorRows() {
  const rows = [], inUse = new Set(), others = new Set();
  const byGroup = state.color === "community" && state.level === "actors";
  const rank = byGroup ? GROUP_RANK : COUNTRY_RANK;
  for (const node of scene.nodes) {
    const value = byGroup ? (ACTORS.group[node.actor] >= 0 ? ACTORS.group[node.actor] : undefined) : (node.country || ACTORS.country[node.actor] || undefined);
    const r = rank.get(value);
    if (value === undefined) others.add("none");
    else if (r < COLORS_SHOWN) inUse.add(value);
    else others.add("more");
  }
  for (const [value, r] of rank) if (inUse.has(value)) {
    rows.push(byGroup ? [palette.node[r], String(r + 1), t("circle", { n: r + 1 })] : [palette.node[r], cut(value, 3), cut(countryName(value), 24)]);
  }
  const small = scene.nodes.find(n => n.tag && n.color === palette.other);
  if (others.has("more")) rows.push([palette.other, small ? small.tag : "", byGroup ? t("otherCircles") : t("otherCountries")]);
  if (others.has("none") && !byGroup) rows.push([palette.other, "", t("noCountry")]);
  return rows;
}

/** The boxes, in the picture, of what lies over it: buttons, the open legend, on a phone the card. */
function coveredBoxes() {
  const from = $("surface").getBoundingClientRect(), boxes = [], floats = element => getComputedStyle(element).position === "absolute";
  for (const element of [$("zoom"), ...$("legend").children, $("banner"), ...[$("card"), $("filters")].filter(floats)]) {
    const b = element.getBoundingClientRect();
    const box = [Math.max(0, b.left - from.left - 4), Math.max(0, b.top - from.top - 4), Math.min(from.width, b.right - from.left + 4), Math.min(from.height, b.bottom - from.top + 4)];
    if (b.width && box[2] > box[0] && box[3] > box[1]) boxes.push(box);
  }
  return boxes;
}
/** Centre and scale that show these nodes (all if null) with room for their names, and none under what lies over the picture. */
function sceneBox(units, width, height, covered = coveredBoxes()) {
  const some = units ? units.map(u => scene.nodes[scene.at.get(u)]).filter(Boolean) : scene.nodes;
  if (!some.length) return { x: 0, y: 0, scale: 1 };
  let left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity, widest = 1;
  for (const n of some) {
    left = Math.min(left, n.x - n.r); right = Math.max(right, n.x + n.r);
    top = Math.min(top, n.y - n.r); bottom = Math.max(bottom, n.y + n.r);
    widest = Math.max(widest, n.r);
  }
  const side = width > 600 ? 48 : 30, most = units ? Math.min(1.5, FOCUS_RADIUS / widest) : 1.5;
  const fitted = room => {
    const space = [width - room.left - room.right, height - room.top - room.bottom], [w, v] = space.map(side => Math.max(60, side));
    const scale = Math.max(0.001, Math.min(w / (right - left || 1), v / (bottom - top || 1), most));
    return { x: (left + right) / 2 + (room.right - room.left) / 2 / scale, y: (top + bottom) / 2 + (room.bottom - room.top) / 2 / scale, scale, space: Math.min(...space) };
  };
  let room = { left: side, right: side, top: 24, bottom: 30 }, box = fitted(room);
  const at = n => [(n.x - box.x) * box.scale + width / 2, (n.y - box.y) * box.scale + height / 2, n.r * box.scale];
  const under = c => some.some(n => { const [x, y, r] = at(n); return x + r > c[0] && x - r < c[2] && y + r > c[1] && y - r < c[3]; });
  for (const c of covered.filter(c => c[2] - c[0] >= width * 0.95 || (c[2] - c[0]) * (c[3] - c[1]) < width * height * LEGEND_SHARE)) if (under(c)) {
    const ways = [{ ...room, left: Math.max(room.left, c[2]) }, { ...room, right: Math.max(room.right, width - c[0]) }, { ...room, top: Math.max(room.top, c[3]) }, { ...room, bottom: Math.max(room.bottom, height - c[1]) }];
    const better = (one, other) => Math.min(other.space, NARROW) - Math.min(one.space, NARROW) || other.scale - one.scale || other.space - one.space;
    room = ways.sort((one, other) => better(fitted(one), fitted(other)))[0];
    box = fitted(room);
  }
  return { x: box.x, y: box.y, scale: box.scale };
}
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
