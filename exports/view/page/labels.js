// Names, letters and locks over the picture: always the same size on the screen, never on top of each other, of a shape
// that can be read and is not laid back, or under a button. The strongest actors choose their place first; who finds none
// shows on zooming in.

const FAMILY = "Inter, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'Helvetica Neue', Arial, sans-serif";
const NAME_SIZE = 12.5, NAME_LINE = 15;
const NAME_FONT = `500 ${NAME_SIZE}px ${FAMILY}`;
const ROOM_OF_ONE = 40000; // square pixels of the window for each of the strongest, whose names may stand apart, joined by a line
const NAMES_AT_MOST = 260, TRIED_AT_MOST = 4000;
const LOCKS_UP_TO = 400; // lines; with more, locks show on zooming in
const TAG_FROM = 7.5; // radius on the screen from which letters in a shape can be read
const DOT = 4; // radius on the screen below which a shape is a dot; the strongest names may cover dots
const LINES_MINDED = 60000; // actors times lines up to which names keep clear of all lines, not only of their own shape's
const GAP = 4; // between a shape and its name
const CELL = 48;
let labelsLeftOut = false, namesCut = false;
const textWidths = new Map();

function widthOf(ctx, text) {
  let width = textWidths.get(text);
  if (width === undefined) { width = ctx.measureText(text).width; textWidths.set(text, width); }
  return width;
}

/** Boxes taken so far, in a grid: [left, top, right, bottom, whose]. */
class Taken {
  constructor() { this.cells = new Map(); }
  free(box, own) {
    for (let x = Math.floor(box[0] / CELL); x <= Math.floor(box[2] / CELL); x++)
      for (let y = Math.floor(box[1] / CELL); y <= Math.floor(box[3] / CELL); y++)
        for (const other of this.cells.get(x * 100003 + y) || [])
          if (other[4] !== own && box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
    return true;
  }
  add(box) {
    for (let x = Math.floor(box[0] / CELL); x <= Math.floor(box[2] / CELL); x++)
      for (let y = Math.floor(box[1] / CELL); y <= Math.floor(box[3] / CELL); y++) {
        const key = x * 100003 + y, list = this.cells.get(key);
        if (list) list.push(box); else this.cells.set(key, [box]);
      }
  }
}

const tagFits = p => p.r >= (p.node.shape === "triangle" ? 1.9 : 1) * TAG_FROM;
/** The box of a shape with its rim: a triangle is wider than its radius, whoever draws it. */
function shapeBox(p) {
  const r = p.r + 1.5, wide = p.node.shape === "triangle" ? 1.15 * r : r;
  return [p.x - wide, p.y - (p.node.shape === "triangle" ? 1.1 * r : r), p.x + wide, p.y + r, p.node];
}

/** Places for a name of that size beside its shape, the best first: below, right, left, above, then the corners. */
function besides(p, w, h) {
  const [left, top, right, bottom] = shapeBox(p), k = p.node.shape === "circle" || p.node.shape === "hexagon" ? 0.25 * p.r : 0;
  return [
    [p.x - w / 2, bottom + GAP - 2], [right + GAP, p.y - h / 2], [left - GAP - w, p.y - h / 2], [p.x - w / 2, top - GAP + 1 - h],
    [right + 2 - k, bottom - k], [right + 2 - k, top + k - h], [left - 2 + k - w, bottom - k], [left - 2 + k - w, top + k - h],
  ];
}
const RINGS = [12, 24, 36, 48, 62, 76, 90, 104, 118, 132, 146, 160, 174], ANGLES = 36;
const FOREMOST = 3, FAR = 104; // the foremost are named at any of these distances, others of the strongest up to this one
const OVER_A_SHAPE = 50; // pixels farther that a name rather stands than with a line over another shape
/** Places farther away, in growing rings: [x, y, how far]. */
function farther(p, w, h, width, height) {
  const out = Math.atan2(p.y - height / 2, p.x - width / 2), found = [];
  for (const away of RINGS) for (let k = 0; k < ANGLES; k++) {
    const angle = out + (k % 2 ? 1 : -1) * Math.ceil(k / 2) * 2 * Math.PI / ANGLES, cos = Math.cos(angle), sin = Math.sin(angle);
    found.push([p.x + cos * (p.r + away + w / 2) - w / 2, p.y + sin * (p.r + away + h / 2) - h / 2, away]);
  }
  return found;
}

const within = (x, y) => box => x > box[0] && x < box[2] && y > box[1] && y < box[3];
/** What lies in the window and not under what is over it, the strongest first and what is chosen before all. */
function inWindow(view) {
  const first = [], chosenToo = [], rest = [];
  for (const node of scene.ranked) {
    const [x, y] = view.toScreen(node.x, node.y), r = Math.max(node.r * view.scale, 2);
    if (x < -60 || y < -30 || x > view.width + 60 || y > view.height + 30 || view.covered.some(within(x, y))) continue;
    (node === hovered ? first : node.lit ? chosenToo : rest).push({ node, x, y, r });
  }
  return [...first, ...chosenToo, ...rest];
}

/** Where names, lines to them and locks go. `view`: toScreen, scale, width, height, and the boxes of what lies over the picture. */
function placeLabels(ctx, view) {
  ctx.font = NAME_FONT;
  const inside = inWindow(view), all = new Taken(), firm = new Taken();
  for (const box of view.covered) { all.add(box); firm.add(box); }
  for (const p of inside) { const box = shapeBox(p); all.add(box); if (p.r >= DOT && !p.node.dim) firm.add(box); }
  view.lines = inside.length * scene.edges.length <= LINES_MINDED ? scene.edges.map(e => [e, ...view.toScreen(scene.nodes[e.from].x, scene.nodes[e.from].y), ...view.toScreen(scene.nodes[e.to].x, scene.nodes[e.to].y)]) : [];
  const locks = placeLocks(view, all, firm), placed = [], focused = inside.some(p => p.node.dim), strongest = view.width * view.height / ROOM_OF_ONE;
  labelsLeftOut = locks.left || inside.length > TRIED_AT_MOST;
  for (const [rank, p] of inside.slice(0, TRIED_AT_MOST).entries()) {
    if (p.node.dim && p.node !== hovered) continue; // what is laid back stays without its name
    if (placed.length >= NAMES_AT_MOST) { labelsLeftOut = true; break; }
    const found = placeName(ctx, p, view, all, firm, rank < FOREMOST ? RINGS.at(-1) : rank < strongest || focused || p.node === hovered ? FAR : 0);
    if (!found) { labelsLeftOut = true; continue; }
    all.add(found.box);
    firm.add(found.box);
    placed.push(found);
  }
  return { placed, inside, locks: locks.placed };
}
/** The place of one name, at most so far from its shape, or null. Names keep the side they were on, so that they do not jump while the picture moves. */
function placeName(ctx, p, view, all, firm, far) {
  const lines = p.node.lines, w = Math.ceil(Math.max(...lines.map(line => widthOf(ctx, line)))), h = NAME_LINE * lines.length;
  const box = ([x, y]) => [x - 2, y, x + w + 2, y + h, p.node];
  const fits = (place, taken) => place[0] > 3 && place[0] + w < view.width - 3 && place[1] > 1 && place[1] + h < view.height - 1 && taken.free(box(place), p.node);
  const beside = besides(p, w, h), kept = beside[p.node.side], rays = p.node.rays.map(other => view.toScreen(other.x, other.y));
  const clear = ([x, y]) => !rays.some(to => crosses(p.x, p.y, to[0], to[1], x, y, x + w, y + h));
  const clearOfAll = ([x, y]) => !view.lines.some(([, x1, y1, x2, y2]) => crosses(x1, y1, x2, y2, x, y, x + w, y + h));
  const free = beside.filter(place => fits(place, all)), sides = free.filter(clear);
  let at = free.includes(kept) ? kept : sides.find(clearOfAll) || sides[0] || free[0], away = false;
  if (!at && far) at = beside.find(place => fits(place, firm));
  if (!at && far) {
    const reached = place => { const [x, y, tx, ty] = leaderTo(p, place, w, h); return [0.2, 0.4, 0.6, 0.8].every(k => all.free([x + (tx - x) * k - 2, y + (ty - y) * k - 2, x + (tx - x) * k + 2, y + (ty - y) * k + 2], p.node)); };
    let least = Infinity; // what lies nearest, but rather a little farther than with a line over another shape
    for (const place of farther(p, w, h, view.width, view.height)) {
      if (place[2] >= least || place[2] > far) break;
      if (!fits(place, firm)) continue;
      const cost = place[2] + (reached(place) ? 0 : OVER_A_SHAPE) + (fits(place, all) ? 0 : OVER_A_SHAPE);
      if (cost < least) { least = cost; at = place; }
    }
    away = !!at;
  }
  if (!at) return null;
  if (view.keeps) p.node.side = away ? undefined : beside.indexOf(at);
  return { p, lines, x: at[0], y: at[1], w, h, box: box(at), leader: away ? leaderTo(p, at, w, h) : null };
}
/** Whether the line from one point to another passes through a box. */
function crosses(x, y, tx, ty, left, top, right, bottom) {
  let from = 0, to = 1;
  for (const [at, step, low, high] of [[x, tx - x, left, right], [y, ty - y, top, bottom]]) {
    if (!step) { if (at < low || at > high) return false; continue; }
    const a = (low - at) / step, b = (high - at) / step;
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  return from < to;
}
/** From the rim of a shape to the nearest side of its name. */
function leaderTo(p, [x, y], w, h) {
  const tx = Math.max(x, Math.min(p.x, x + w)), ty = Math.max(y + 2, Math.min(p.y, y + h - 2)), d = Math.hypot(tx - p.x, ty - p.y) || 1;
  return [p.x + (tx - p.x) / d * (p.r + 2), p.y + (ty - p.y) / d * (p.r + 2), tx, ty];
}

/** A lock on each line with a secret contact, as near to its middle as there is room. */
function placeLocks(view, all, firm) {
  const placed = [], crowded = scene.edges.length > LOCKS_UP_TO && view.scale < 0.8;
  let left = false;
  for (const e of scene.edges) {
    if (!e.secret) continue;
    if (placed.length >= LOCKS_UP_TO || (crowded && !e.lit)) { left = true; continue; }
    const a = scene.nodes[e.from], b = scene.nodes[e.to], [x1, y1] = view.toScreen(a.x, a.y), [x2, y2] = view.toScreen(b.x, b.y);
    if (Math.min(x1, x2) > view.width || Math.max(x1, x2) < 0 || Math.min(y1, y2) > view.height || Math.max(y1, y2) < 0) continue;
    const box = k => { const x = x1 + (x2 - x1) * k, y = y1 + (y2 - y1) * k; return [x - 8, y - 8, x + 8, y + 8, e]; };
    const at = [0.5, 0.42, 0.58, 0.34, 0.66].map(box).find(some => all.free(some, e));
    if (!at) { left = true; continue; }
    all.add(at);
    firm.add(at);
    placed.push({ e, x: (at[0] + at[2]) / 2, y: (at[1] + at[3]) / 2 });
  }
  return { placed, left };
}

const dark = color => { const n = parseInt(color.slice(1), 16); return 0.299 * (n >> 16) + 0.587 * (n >> 8 & 255) + 0.114 * (n & 255) < 150; };

/** Draw everything that is text over the picture. */
function drawLabels(ctx, view) {
  const { placed, inside, locks } = placeLabels(ctx, view);
  ctx.lineJoin = "round";
  ctx.textBaseline = "middle";
  for (const lock of locks) drawLock(ctx, lock);
  ctx.textAlign = "center";
  for (const p of inside) if (p.node.tag && tagFits(p)) {
    ctx.font = `700 ${tagSize(p)}px ${FAMILY}`;
    ctx.globalAlpha = p.node.dim ? 0.25 : 1;
    ctx.fillStyle = dark(p.node.color) ? "#ffffff" : "#14181e";
    ctx.fillText(p.node.tag, p.x, p.y + (p.node.shape === "triangle" ? p.r * 0.3 : 0.5));
  }
  ctx.font = NAME_FONT;
  ctx.globalAlpha = 1;
  for (const { leader } of placed) if (leader) drawLeader(ctx, leader);
  for (const name of placed) drawName(ctx, name);
  namesCut = placed.some(name => name.p.node.cut);
}
const tagSize = p => Math.min(11, Math.round(p.r * (p.node.shape === "triangle" ? 0.55 : 0.95)));
function drawLeader(ctx, [x, y, tx, ty]) {
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 0.8;
  ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(tx, ty); ctx.stroke();
}
function drawName(ctx, { p, lines, x, y, w, leader }) {
  const side = leader ? 0 : x > p.x ? -1 : x + w < p.x ? 1 : 0; // lines of a name stand against their shape
  ctx.textAlign = side < 0 ? "left" : side > 0 ? "right" : "center";
  const at = side < 0 ? x : side > 0 ? x + w : x + w / 2;
  ctx.strokeStyle = palette.paper;
  ctx.lineWidth = 3.5;
  lines.forEach((line, k) => ctx.strokeText(line, at, y + NAME_LINE * (k + 0.5)));
  ctx.fillStyle = palette.ink;
  lines.forEach((line, k) => ctx.fillText(line, at, y + NAME_LINE * (k + 0.5)));
}
function drawLock(ctx, { e, x, y }) {
  ctx.globalAlpha = e.dim ? 0.2 : 1;
  ctx.fillStyle = palette.paper;
  ctx.beginPath(); ctx.arc(x, y, 8, 0, 7); ctx.fill();
  ctx.strokeStyle = ctx.fillStyle = palette.secret;
  ctx.lineWidth = 1.5;
  ctx.beginPath(); ctx.arc(x, y - 1.2, 2.6, Math.PI, 0); ctx.stroke();
  ctx.fillRect(x - 4, y - 1.2, 8, 6);
  ctx.globalAlpha = 1;
}
