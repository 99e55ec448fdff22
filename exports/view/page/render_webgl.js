// Draws with WebGL 2 where the machine has the hardware: every line and every shape in one call each. Without it (software
// rendering took ten seconds for a frame of 100,000 lines) a plain canvas draws the same, the strongest lines first.

const CORNERS = new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]);
const LINE_CODE = { solid: 0, dashed: 1, dotted: 2, via: 3 };
const SHAPE_CODE = { circle: 0, square: 1, hexagon: 2, triangle: 3 };
const SMOOTH_UP_TO = 3000; // lines; with more, what is drawn is moved as a whole until the hand rests
const RESTS_AFTER = 140; // milliseconds without movement
const SLOW_FRAME = 45; // milliseconds between two frames of a movement
const FAINT_FROM = 600; // lines
const CHUNK = 5000; // lines drawn at once on a plain canvas

const EDGE_VERTEX = `#version 300 es
in vec2 corner; in vec4 ends; in vec4 look; in vec4 tint; in vec2 radii;
uniform vec4 view; uniform vec2 size; uniform float arrows; uniform float faint;
out vec4 color; out float along; out float across; flat out float line; flat out float broad;
void main() {
  vec2 a = (ends.xy - view.xy) * view.z + size * 0.5, b = (ends.zw - view.xy) * view.z + size * 0.5;
  vec2 d = b - a; float len = max(length(d), 0.001); vec2 u = d / len, n = vec2(-u.y, u.x);
  float width = clamp(look.x * min(view.z, 1.6), 0.7, 12.0);
  color = vec4(tint.rgb, tint.a < 0.99 ? tint.a * faint : tint.a); line = look.y; broad = width;
  if (arrows > 0.5) {
    float bits = look.z, side = arrows < 1.5 ? 1.0 : -1.0;
    bool wanted = arrows < 1.5 ? mod(bits, 2.0) > 0.5 : bits > 1.5;
    float head = clamp((5.0 + 2.2 * look.x) * min(view.z, 1.3), 0.0, 18.0);
    vec2 tip = side > 0.0 ? b - u * (radii.y * view.z + 1.5) : a + u * (radii.x * view.z + 1.5);
    float t = (corner.x + 1.0) * 0.5;
    vec2 p = tip - u * side * head * (1.0 - t) + n * corner.y * head * 0.42 * (1.0 - t);
    if (!wanted || head < 3.0 || len < (radii.x + radii.y) * view.z + head) p = vec2(-9999.0);
    along = 0.0; across = 0.0; line = 0.0; broad = 99.0;
    gl_Position = vec4(p / size * 2.0 - 1.0, 0.0, 1.0); gl_Position.y *= -1.0;
    return;
  }
  along = (corner.x + 1.0) * 0.5 * len; across = corner.y * (width * 0.5 + 0.8);
  vec2 p = mix(a, b, (corner.x + 1.0) * 0.5) + n * across;
  gl_Position = vec4(p / size * 2.0 - 1.0, 0.0, 1.0); gl_Position.y *= -1.0;
}`;
const EDGE_FRAGMENT = `#version 300 es
precision mediump float;
in vec4 color; in float along; in float across; flat in float line; flat in float broad; out vec4 pixel;
void main() {
  float on = 1.0;
  if (line > 2.5) { float m = mod(along, 16.0); on = m < 8.0 || (m > 11.0 && m < 13.0) ? 1.0 : 0.0; }
  else if (line > 1.5) on = mod(along, 6.0) < 2.2 ? 1.0 : 0.0;
  else if (line > 0.5) on = mod(along, 13.0) < 8.0 ? 1.0 : 0.0;
  float alpha = color.a * on * clamp(broad * 0.5 + 0.5 - abs(across), 0.0, 1.0);
  pixel = vec4(color.rgb * alpha, alpha);
}`;
const NODE_VERTEX = `#version 300 es
in vec2 corner; in vec4 body; in vec4 tint; in float mark;
uniform vec4 view; uniform vec2 size;
out vec2 at; out vec4 color; flat out float r; flat out float shape; flat out float lit;
void main() {
  r = max(body.z * view.z, 1.6); shape = body.w; color = tint; lit = mark;
  at = corner * (r * 1.25 + 3.0);
  vec2 p = (body.xy - view.xy) * view.z + size * 0.5 + at;
  gl_Position = vec4(p / size * 2.0 - 1.0, 0.0, 1.0); gl_Position.y *= -1.0;
}`;
const NODE_FRAGMENT = `#version 300 es
precision mediump float;
in vec2 at; in vec4 color; flat in float r; flat in float shape; flat in float lit; out vec4 pixel;
uniform vec3 paper; uniform vec3 ink;
float away() {
  if (shape < 0.5) return length(at) - r;
  if (shape < 1.5) return max(abs(at.x), abs(at.y)) - r;
  if (shape < 2.5) { vec2 p = abs(at); return max(p.y - r * 0.866, p.x * 0.866 + p.y * 0.5 - r * 0.866); }
  vec2 q = vec2(abs(at.x), at.y);
  return max(q.y - r * 0.8, dot(q, vec2(0.8655, -0.5009)) - r * 0.551);
}
void main() {
  float d = away(), ring = r > 5.0 ? 2.0 : 0.6;
  float body = clamp(0.5 - d, 0.0, 1.0), whole = clamp(0.5 - (d - ring), 0.0, 1.0);
  vec3 rim = lit > 0.5 ? ink : paper;
  float alpha = whole * color.a;
  vec3 rgb = mix(rim, color.rgb, body);
  pixel = vec4(rgb * alpha, alpha);
}`;

function webglRenderer(host, hooks) {
  const wanted = new URLSearchParams(location.hash.slice(1)).get("draw"); // "webgl" or "canvas" where the page chose badly
  const canvas = h("canvas", {}), upper = h("canvas", { class: "upper" });
  const gl = wanted === "webgl" || (wanted !== "canvas" && hasGraphicsCard()) ? canvas.getContext("webgl2", { antialias: false, premultipliedAlpha: true }) : null;
  host.append(canvas, upper);
  upper.hidden = !!gl;
  const view = { x: 0, y: 0, scale: 1 }, drawn = { x: 0, y: 0, scale: 1 }, layers = [canvas, upper, $("labels")];
  const painter = gl ? glPainter(gl) : flatPainter(canvas.getContext("2d"), upper.getContext("2d"));
  const made = { name: gl ? "webgl" : "canvas", touched: false };
  let first = true, queued = false, lastMove = -1e9, lastFrame = 0, slowFrames = 0, restTimer = 0, moved_ = false;
  const size = () => [host.clientWidth, host.clientHeight];

  /** The whole picture anew. */
  function frame() {
    const [w, v] = size(), ratio = gl ? Math.min(devicePixelRatio || 1, 2) : devicePixelRatio || 1;
    if (!w || !v) return;
    for (const layer of [canvas, upper]) if (layer.width !== Math.round(w * ratio) || layer.height !== Math.round(v * ratio)) { layer.width = Math.round(w * ratio); layer.height = Math.round(v * ratio); }
    if (moved_) { moved_ = false; for (const layer of layers) layer.style.transform = ""; }
    Object.assign(drawn, view);
    painter.paint(view, w, v, ratio);
    hooks.drawn();
  }
  /** What is drawn, moved and stretched as a whole: quick however much it is. */
  function shift() {
    const k = view.scale / drawn.scale, x = (drawn.x - view.x) * view.scale, y = (drawn.y - view.y) * view.scale;
    moved_ = true;
    for (const layer of layers) layer.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
  }
  const heavy = () => gl ? slowFrames > 3 : scene.edges.length > SMOOTH_UP_TO;
  function ask() {
    if (queued) return;
    queued = true;
    requestAnimationFrame(now => {
      queued = false;
      const moving = now - lastMove < RESTS_AFTER;
      if (moving && now - lastFrame < 400) slowFrames = Math.max(0, slowFrames + (now - lastFrame > SLOW_FRAME ? 1 : -0.2));
      lastFrame = now;
      if (!(moving && heavy())) { frame(); return; }
      shift();
      clearTimeout(restTimer);
      restTimer = setTimeout(ask, RESTS_AFTER + 20);
    });
  }
  function moved() { lastMove = performance.now(); ask(); }
  const toScreen = (x, y) => [(x - view.x) * view.scale + host.clientWidth / 2, (y - view.y) * view.scale + host.clientHeight / 2];
  const toWorld = (x, y) => [(x - host.clientWidth / 2) / view.scale + view.x, (y - host.clientHeight / 2) / view.scale + view.y];
  function pan(dx, dy) { made.touched = true; view.x -= dx / view.scale; view.y -= dy / view.scale; moved(); }
  function zoomAt(factor, x, y) {
    made.touched = true;
    const [wx, wy] = toWorld(x, y);
    view.scale = Math.min(8, Math.max(0.004, view.scale * factor));
    view.x = wx - (x - host.clientWidth / 2) / view.scale;
    view.y = wy - (y - host.clientHeight / 2) / view.scale;
    moved();
  }
  function glide(to) {
    const from = { ...view }, start = performance.now(), time = calm() ? 0 : 350;
    const step = () => {
      const k = time ? Math.min(1, (performance.now() - start) / time) : 1, e = 1 - (1 - k) ** 3;
      view.x = from.x + (to.x - from.x) * e; view.y = from.y + (to.y - from.y) * e;
      view.scale = from.scale * (to.scale / from.scale) ** e;
      moved();
      if (k < 1) requestAnimationFrame(step);
    };
    step();
  }
  const found = (x, y, nodesOnly) => pickAt(toWorld(x, y), view.scale, nodesOnly);
  pointers(host, { pan, zoomAt, pick: (x, y) => hooks.pick(found(x, y)), hover: (x, y) => hooks.hover(found(x, y, scene.edges.length > SMOOTH_UP_TO)) });
  return Object.assign(made, {
    draw() { painter.load(); if (first) { first = false; this.fit(null, false); frame(); } else { lastMove = -1e9; ask(); } },
    fit(units, smooth) { const [w, v] = size(), box = sceneBox(units, w, v); if (smooth) glide(box); else { Object.assign(view, box); lastMove = -1e9; ask(); } },
    zoom(factor) { zoomAt(factor, host.clientWidth / 2, host.clientHeight / 2); },
    toScreen, scale: () => view.scale, resize: ask,
  });
}

/** Whether WebGL is there and drawn by hardware. */
function hasGraphicsCard() {
  const probe = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (!probe) return false;
  const info = probe.getExtension("WEBGL_debug_renderer_info");
  const name = String(probe.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : probe.RENDERER));
  probe.getExtension("WEBGL_lose_context")?.loseContext();
  return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

/** The node or edge at a place of the scene. */
function pickAt([x, y], scale, nodesOnly) {
  let best = null, distance = Infinity;
  for (const n of scene.nodes) {
    const d = Math.hypot(n.x - x, n.y - y) - Math.max(n.r, 5 / scale);
    if (d < Math.min(distance, 3 / scale)) { distance = d; best = n; }
  }
  if (best) return { node: best };
  if (nodesOnly) return {};
  let edge = null, near = 7 / scale;
  for (const e of scene.edges) {
    const a = scene.nodes[e.from], b = scene.nodes[e.to], dx = b.x - a.x, dy = b.y - a.y;
    const k = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
    const d = Math.hypot(a.x + dx * k - x, a.y + dy * k - y);
    if (d < near) { near = d; edge = e; }
  }
  return edge ? { edge } : {};
}

/** Mouse, pen and fingers: drag moves, wheel and pinch zoom, a click without movement picks. */
function pointers(host, does) {
  const down = new Map();
  let travelled = 0;
  const at = event => { const box = host.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  host.addEventListener("pointerdown", event => { host.setPointerCapture(event.pointerId); down.set(event.pointerId, at(event)); if (down.size === 1) travelled = 0; });
  host.addEventListener("pointermove", event => {
    const now = at(event), was = down.get(event.pointerId);
    if (!was) { does.hover(...now); return; }
    if (down.size === 2) {
      const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
      const before = Math.hypot(was[0] - other[0], was[1] - other[1]), after = Math.hypot(now[0] - other[0], now[1] - other[1]);
      does.zoomAt(after / (before || 1), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
      travelled += 99;
    } else { does.pan(now[0] - was[0], now[1] - was[1]); travelled += Math.abs(now[0] - was[0]) + Math.abs(now[1] - was[1]); }
    down.set(event.pointerId, now);
  });
  const up = event => { if (down.delete(event.pointerId) && event.type === "pointerup" && travelled < 5) does.pick(...at(event)); };
  host.addEventListener("pointerup", up);
  host.addEventListener("pointercancel", up);
  host.addEventListener("wheel", event => { event.preventDefault(); does.zoomAt(Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) * 0.0022), ...at(event)); }, { passive: false });
}

const rgbOf = color => { const n = parseInt(color.slice(1), 16); return [n >> 16, n >> 8 & 255, n & 255]; };
/** How a line is coloured. */
const edgeLook = e => [e.lit ? palette.accent : palette.edge, e.dim ? 0.13 : e.lit ? 1 : e.line === "solid" ? 0.8 : 0.72];
/** Many lines over each other are drawn fainter; how much, at that scale: fewer of them are in view the closer one looks. */
function faintness(scale) {
  if (scene.edges.length <= FAINT_FROM) return 1;
  const whole = sceneBox(null, $("surface").clientWidth, $("surface").clientHeight, []).scale;
  return Math.min(1, Math.max(0.12, (FAINT_FROM / scene.edges.length) ** 0.6) * Math.max(1, scale / whole));
}

function glPainter(gl) {
  const program = (vertex, fragment) => {
    const made = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(made, shader);
    }
    gl.linkProgram(made);
    if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made) || "shader");
    return made;
  };
  const corners = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, corners);
  gl.bufferData(gl.ARRAY_BUFFER, CORNERS, gl.STATIC_DRAW);
  /** One vertex array: four corners, and for each instance these attributes out of one buffer. */
  const layout = (prog, parts) => {
    const array = gl.createVertexArray(), buffer = gl.createBuffer(), stride = parts.reduce((sum, p) => sum + p[1], 0) * 4;
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, corners);
    const c = gl.getAttribLocation(prog, "corner");
    gl.enableVertexAttribArray(c);
    gl.vertexAttribPointer(c, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    let offset = 0;
    for (const [name, count] of parts) {
      const at = gl.getAttribLocation(prog, name);
      if (at >= 0) { gl.enableVertexAttribArray(at); gl.vertexAttribPointer(at, count, gl.FLOAT, false, stride, offset); gl.vertexAttribDivisor(at, 1); }
      offset += count * 4;
    }
    return { array, buffer };
  };
  const lines = program(EDGE_VERTEX, EDGE_FRAGMENT), shapes = program(NODE_VERTEX, NODE_FRAGMENT);
  const lineData = layout(lines, [["ends", 4], ["look", 4], ["tint", 4], ["radii", 2]]);
  const shapeData = layout(shapes, [["body", 4], ["tint", 4], ["mark", 1]]);
  const put = (data, values) => { gl.bindBuffer(gl.ARRAY_BUFFER, data.buffer); gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW); };
  return {
    load() {
      const edges = new Float32Array(scene.edges.length * 14), nodes = new Float32Array(scene.nodes.length * 9);
      scene.edges.forEach((e, k) => {
        const a = scene.nodes[e.from], b = scene.nodes[e.to], [color, alpha] = edgeLook(e), [r, g, bl] = rgbOf(color);
        edges.set([a.x, a.y, b.x, b.y, e.width, LINE_CODE[e.line], (e.out ? 1 : 0) + (e.back ? 2 : 0), 0, r / 255, g / 255, bl / 255, alpha, a.r, b.r], k * 14);
      });
      scene.nodes.forEach((n, k) => {
        const [r, g, b] = rgbOf(n.color);
        nodes.set([n.x, n.y, n.r, SHAPE_CODE[n.shape], r / 255, g / 255, b / 255, n.dim ? 0.2 : 1, n.lit ? 1 : 0], k * 9);
      });
      put(lineData, edges);
      put(shapeData, nodes);
    },
    paint(view, w, v) {
      const count = scene.edges.length;
      gl.viewport(0, 0, gl.canvas.width, gl.canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      const set = prog => { gl.useProgram(prog); gl.uniform4f(gl.getUniformLocation(prog, "view"), view.x, view.y, view.scale, 0); gl.uniform2f(gl.getUniformLocation(prog, "size"), w, v); };
      set(lines);
      gl.bindVertexArray(lineData.array);
      gl.uniform1f(gl.getUniformLocation(lines, "faint"), faintness(view.scale));
      const arrows = gl.getUniformLocation(lines, "arrows");
      gl.uniform1f(arrows, 0);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
      if (view.scale > 0.25) for (const end of [1, 2]) { gl.uniform1f(arrows, end); gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count); }
      set(shapes);
      for (const name of ["paper", "ink"]) gl.uniform3f(gl.getUniformLocation(shapes, name), ...rgbOf(palette[name]).map(x => x / 255));
      gl.bindVertexArray(shapeData.array);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, scene.nodes.length);
    },
  };
}

/** The same on plain canvases: shapes on the upper, lines on the lower, the strongest first and a part at a time. */
function flatPainter(pen, top) {
  const dashes = { solid: [], dashed: [8, 5], dotted: [2, 4], via: [8, 3, 2, 3] };
  let chunks = [], shapes = new Map(), job = 0;
  /** Lines of one look in one path: a change of look costs more than a line. */
  const chunkOf = edges => {
    const looks = new Map();
    for (const e of edges) {
      const [color, alpha] = edgeLook(e), width = Math.round(e.width), key = `${e.lit} ${alpha} ${e.line} ${width}`;
      const batch = looks.get(key);
      if (batch) batch.edges.push(e); else looks.set(key, { color, alpha, line: e.line, width, edges: [e], lit: e.lit });
    }
    return [...looks.values()].sort((x, y) => x.lit - y.lit);
  };
  function drawChunk(chunk, view, w, v, faint) {
    const k = view.scale, ax = w / 2 - view.x * k, ay = v / 2 - view.y * k;
    for (const batch of chunk) {
      pen.strokeStyle = pen.fillStyle = batch.color;
      pen.globalAlpha = batch.lit ? batch.alpha : batch.alpha * faint;
      pen.lineWidth = Math.min(12, Math.max(0.7, batch.width * Math.min(k, 1.6)));
      pen.setLineDash(k < 0.12 ? [] : dashes[batch.line]);
      let open = 0;
      pen.beginPath();
      for (const e of batch.edges) {
        const a = scene.nodes[e.from], b = scene.nodes[e.to], x1 = a.x * k + ax, y1 = a.y * k + ay, x2 = b.x * k + ax, y2 = b.y * k + ay;
        if ((x1 < 0 && x2 < 0) || (x1 > w && x2 > w) || (y1 < 0 && y2 < 0) || (y1 > v && y2 > v)) continue;
        pen.moveTo(x1, y1);
        pen.lineTo(x2, y2);
        if (++open % 100 === 0) { pen.stroke(); pen.beginPath(); }
      }
      pen.stroke();
      if (k > 0.25) for (const e of batch.edges) if (e.out || e.back) flatArrows(pen, e, n => n.x * k + ax, n => n.y * k + ay, k, w, v);
    }
  }
  function drawShapes(view, w, v) {
    const k = view.scale, ax = w / 2 - view.x * k, ay = v / 2 - view.y * k;
    for (const [, list] of shapes) {
      top.globalAlpha = list[0].dim ? 0.2 : 1;
      top.fillStyle = list[0].color;
      top.strokeStyle = list[0].lit ? palette.ink : palette.paper;
      top.lineWidth = 2;
      for (const n of list) {
        const x = n.x * k + ax, y = n.y * k + ay, r = Math.max(n.r * k, 1.4);
        if (x < -r || y < -r || x > w + r || y > v + r) continue;
        if (r < 2.5) { top.fillRect(x - r, y - r, 2 * r, 2 * r); continue; }
        flatShape(top, n.shape, x, y, r);
        top.fill();
        if (r > 5) top.stroke();
      }
    }
    top.globalAlpha = 1;
  }
  return {
    load() {
      chunks = [];
      for (let k = 0; k < scene.edges.length; k += CHUNK) chunks.push(chunkOf(scene.edges.slice(k, k + CHUNK)));
      shapes = new Map();
      for (const n of scene.nodes) { const key = `${n.lit} ${n.dim} ${n.color}`, list = shapes.get(key); if (list) list.push(n); else shapes.set(key, [n]); }
    },
    paint(view, w, v, ratio) {
      const mine = ++job, at = { ...view }, faint = faintness(view.scale);
      for (const p of [pen, top]) { p.setTransform(ratio, 0, 0, ratio, 0, 0); p.clearRect(0, 0, w, v); }
      drawShapes(at, w, v);
      let next = 0;
      const step = () => {
        if (mine !== job) return;
        const until = performance.now() + 24;
        do drawChunk(chunks[next++], at, w, v, faint); while (next < chunks.length && performance.now() < until);
        if (next < chunks.length) setTimeout(step);
        else if (!performance.getEntriesByName("all-lines").length) performance.mark("all-lines");
      };
      if (chunks.length) step();
    },
  };
}
function flatArrows(pen, e, X, Y, k, w, v) {
  const a = scene.nodes[e.from], b = scene.nodes[e.to], head = Math.min(18, (5 + 2.2 * e.width) * Math.min(k, 1.3));
  const x1 = X(a), y1 = Y(a), x2 = X(b), y2 = Y(b), d = Math.hypot(x2 - x1, y2 - y1);
  if ((x1 < 0 && x2 < 0) || (x1 > w && x2 > w) || (y1 < 0 && y2 < 0) || (y1 > v && y2 > v)) return;
  if (head < 3 || d < (a.r + b.r) * k + head) return;
  const ux = (x2 - x1) / d, uy = (y2 - y1) / d;
  for (const [on, x, y, r, s] of [[e.out, x2, y2, b.r, 1], [e.back, x1, y1, a.r, -1]]) if (on) {
    const tx = x - ux * s * (r * k + 1.5), ty = y - uy * s * (r * k + 1.5), bx = tx - ux * s * head, by = ty - uy * s * head;
    pen.beginPath(); pen.moveTo(tx, ty); pen.lineTo(bx - uy * head * 0.42, by + ux * head * 0.42); pen.lineTo(bx + uy * head * 0.42, by - ux * head * 0.42); pen.fill();
  }
}
function flatShape(pen, shape, x, y, r) {
  pen.beginPath();
  if (shape === "circle" || r < 2.5) pen.arc(x, y, r, 0, 7);
  else if (shape === "square") pen.rect(x - r, y - r, 2 * r, 2 * r);
  else if (shape === "hexagon") for (let k = 0; k < 6; k++) pen.lineTo(x + r * Math.cos(k * Math.PI / 3), y + r * Math.sin(k * Math.PI / 3));
  else { pen.moveTo(x, y - r * 1.1); pen.lineTo(x + r * 1.1, y + r * 0.8); pen.lineTo(x - r * 1.1, y + r * 0.8); }
  pen.closePath();
}

