// Names, letters and locks over the picture: always the same size on the screen, never on top of each other.

const LABEL_FONT = "500 12.5px Inter, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'Helvetica Neue', Arial, sans-serif";
const TAG_FONT = "700 10px Inter, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'Helvetica Neue', Arial, sans-serif";
const NAMES_FIRST = 14;
const LOCKS_UP_TO = 400; // lines; with more, locks show on zooming in
const TAG_FROM = 7.5; // radius on the screen from which letters in a shape can be read
const LABELS_AT_MOST = 260;
const CELL = 48;
let labelsLeftOut = false, namesCut = false;
const textWidths = new Map();

function widthOf(ctx, text) {
  let width = textWidths.get(text);
  if (width === undefined) { width = ctx.measureText(text).width; textWidths.set(text, width); }
  return width;
}

/** Boxes taken so far, in a grid. */
class Taken {
  constructor() { this.cells = new Map(); }
  *near(box) {
    for (let x = Math.floor(box[0] / CELL); x <= Math.floor(box[2] / CELL); x++)
      for (let y = Math.floor(box[1] / CELL); y <= Math.floor(box[3] / CELL); y++) yield x * 100003 + y;
  }
  free(box, own) {
    for (const cell of this.near(box)) for (const other of this.cells.get(cell) || [])
      if (other[4] !== own && box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
    return true;
  }
  add(box) {
    for (const cell of this.near(box)) { const list = this.cells.get(cell); if (list) list.push(box); else this.cells.set(cell, [box]); }
  }
}

const tagFits = p => p.r >= (p.node.shape === "triangle" ? 1.7 : 1) * TAG_FROM;

/** Where names go: [node, x, y, align], chosen so that none covers another or an actor. */
function placeLabels(ctx, toScreen, scale, width, height) {
  ctx.font = LABEL_FONT;
  const inside = [], taken = new Taken(), names = new Taken();
  for (const node of scene.nodes) {
    const [x, y] = toScreen(node.x, node.y), r = Math.max(node.r * scale, 2);
    if (x < -60 || y < -30 || x > width + 60 || y > height + 30) continue;
    inside.push({ node, x, y, r });
  }
  const few = inside.length <= 1500;
  if (few) for (const p of inside) taken.add([p.x - p.r, p.y - p.r, p.x + p.r, p.y + p.r, p.node]);
  const rank = p => (p.node === hovered ? 3e9 : 0) + (p.node.lit ? 2e9 : 0) + (p.node.dim ? -1e9 : 0) + p.node.weight;
  inside.sort((p, q) => rank(q) - rank(p) || p.node.unit - q.node.unit);
  const placed = [];
  labelsLeftOut = inside.length > 4000;
  for (const p of inside.slice(0, 4000)) {
    if (placed.length >= LABELS_AT_MOST) { labelsLeftOut = true; break; }
    const w = widthOf(ctx, p.node.label), must = p.node.lit || p.node === hovered;
    const spots = [[p.x - w / 2, p.y + p.r + 3], [p.x + p.r + 5, p.y - 8], [p.x - p.r - 5 - w, p.y - 8], [p.x - w / 2, p.y - p.r - 19]];
    const within = ([x, y]) => x > 2 && x + w < width - 2 && y > 0 && y + 16 < height;
    let spot = spots.find(place => within(place) && taken.free([place[0] - 2, place[1], place[0] + w + 2, place[1] + 16], p.node));
    // the weightiest always have their names, over a shape if need be, but never over another name
    if (!spot && placed.length < NAMES_FIRST) spot = spots.find(place => within(place) && names.free([place[0] - 2, place[1], place[0] + w + 2, place[1] + 16], p.node));
    if (!spot && must) spot = spots.find(within) || spots[0];
    if (!spot) { if (!p.node.dim) labelsLeftOut = true; continue; }
    for (const boxes of [taken, names]) boxes.add([spot[0] - 2, spot[1], spot[0] + w + 2, spot[1] + 16, p.node]);
    placed.push([p, spot[0], spot[1] + 8]);
  }
  return { placed, inside };
}

const dark = color => { const n = parseInt(color.slice(1), 16); return 0.299 * (n >> 16) + 0.587 * (n >> 8 & 255) + 0.114 * (n & 255) < 150; };

/** Draw everything that is text over the picture. */
function drawLabels(ctx, toScreen, scale, width, height) {
  const { placed, inside } = placeLabels(ctx, toScreen, scale, width, height);
  ctx.lineJoin = "round";
  ctx.textBaseline = "middle";
  drawLocks(ctx, toScreen, scale, width, height);
  ctx.font = TAG_FONT;
  ctx.textAlign = "center";
  for (const p of inside) if (p.node.tag && tagFits(p)) {
    ctx.font = TAG_FONT.replace("10px", `${Math.min(11, Math.round(p.r * 0.95))}px`);
    ctx.globalAlpha = p.node.dim ? 0.25 : 1;
    ctx.fillStyle = dark(p.node.color) ? "#ffffff" : "#14181e";
    ctx.fillText(p.node.tag, p.x, p.y + (p.node.shape === "triangle" ? p.r * 0.22 : 0.5));
  }
  ctx.font = LABEL_FONT;
  ctx.textAlign = "left";
  for (const [p, x, y] of placed) {
    ctx.globalAlpha = p.node.dim ? 0.3 : 1;
    ctx.strokeStyle = palette.paper;
    ctx.lineWidth = 4;
    ctx.strokeText(p.node.label, x, y);
    ctx.fillStyle = palette.ink;
    ctx.fillText(p.node.label, x, y);
  }
  ctx.globalAlpha = 1;
  if (scene.edges.length > LOCKS_UP_TO && scale < 0.8 && scene.edges.some(e => e.secret)) labelsLeftOut = true;
  namesCut = placed.some(([p]) => p.node.label.endsWith("…"));
}

/** A lock in the middle of each edge with a secret contact. */
function drawLocks(ctx, toScreen, scale, width, height) {
  let drawn = 0;
  const crowded = scene.edges.length > LOCKS_UP_TO && scale < 0.8;
  for (const e of scene.edges) {
    if (!e.secret || drawn > 400 || (crowded && !e.lit)) continue;
    const a = scene.nodes[e.from], b = scene.nodes[e.to];
    const [x1, y1] = toScreen(a.x, a.y), [x2, y2] = toScreen(b.x, b.y);
    const x = (x1 + x2) / 2, y = (y1 + y2) / 2;
    if (Math.hypot(x2 - x1, y2 - y1) < 40 + (a.r + b.r) * scale || x < 0 || y < 0 || x > width || y > height) continue;
    drawn++;
    ctx.globalAlpha = e.dim ? 0.2 : 1;
    ctx.fillStyle = palette.paper;
    ctx.beginPath(); ctx.arc(x, y, 8, 0, 7); ctx.fill();
    ctx.strokeStyle = ctx.fillStyle = palette.secret;
    ctx.lineWidth = 1.5;
    ctx.beginPath(); ctx.arc(x, y - 1.2, 2.6, Math.PI, 0); ctx.stroke();
    ctx.fillRect(x - 4, y - 1.2, 8, 6);
  }
  ctx.globalAlpha = 1;
}
