// Draws with vis-network, from the nodes, edges and options pyvis wrote.

const VIS_SHAPES = { circle: "dot", square: "square", hexagon: "hexagon", triangle: "triangle" };
const VIS_DASHES = { solid: false, dashed: [9, 6], dotted: [2, 5], via: [10, 4, 2, 4] };

function pyvisRenderer(host, hooks) {
  const given = readIsland("pyvis");
  const nodes = new vis.DataSet(), edges = new vis.DataSet();
  const options = { ...given.options, interaction: { ...given.options.interaction, hover: true, selectable: false, tooltipDelay: 1e9 } };
  const network = new vis.Network(host, { nodes, edges }, options);
  const written = new Map(given.nodes.map(n => [n.id, n]));
  let first = true;

  const nodeRow = n => ({
    ...(state.level === "actors" ? written.get(n.unit) : {}), id: n.unit, x: n.x, y: n.y, label: undefined, title: undefined,
    shape: VIS_SHAPES[n.shape], size: n.r, opacity: n.dim ? 0.3 : 1, borderWidth: n.lit ? 3 : 2,
    color: { background: n.color, border: n.lit ? palette.ink : palette.paper, hover: { background: n.color, border: palette.ink } },
  });
  const edgeRow = e => ({
    id: e.a + ":" + e.b, from: e.a, to: e.b, width: e.width, dashes: VIS_DASHES[e.line] && VIS_DASHES[e.line].map(n => n * scene.factor),
    color: { color: e.lit ? palette.accent : e.line === "solid" ? palette.edge : palette.soft, opacity: e.dim ? 0.16 : e.lit ? 1 : 0.8, hover: palette.ink },
    arrows: { to: { enabled: e.out, scaleFactor: 0.5 * scene.factor }, from: { enabled: e.back, scaleFactor: 0.5 * scene.factor } }, hoverWidth: 0.6,
  });
  const put = (set, rows) => {
    const ids = new Set(rows.map(r => r.id));
    set.remove(set.getIds().filter(id => !ids.has(id)));
    set.update(rows);
  };
  const at = event => {
    const unit = network.getNodeAt(event.pointer.DOM);
    if (unit !== undefined) return { node: scene.nodes[scene.at.get(unit)] };
    const id = network.getEdgeAt(event.pointer.DOM);
    return id === undefined ? {} : { edge: scene.edges.find(e => e.a + ":" + e.b === id) };
  };
  network.on("click", event => hooks.pick(at(event)));
  network.on("hoverNode", event => hooks.hover({ node: scene.nodes[scene.at.get(event.node)] }));
  network.on("hoverEdge", event => hooks.hover({ edge: scene.edges.find(e => e.a + ":" + e.b === event.edge) }));
  network.on("blurNode", () => hooks.hover({}));
  network.on("blurEdge", () => hooks.hover({}));
  network.on("dragging", event => {
    for (const unit of event.nodes || []) {
      const place = network.getPosition(unit), node = scene.nodes[scene.at.get(unit)];
      if (node) Object.assign(node, place);
    }
  });
  network.on("afterDrawing", () => { hooks.drawn(); });
  const made = { name: "pyvis", touched: false };
  for (const event of ["zoom", "dragStart"]) network.on(event, () => { made.touched = true; });
  return Object.assign(made, {
    draw() {
      put(nodes, scene.nodes.map(nodeRow));
      put(edges, scene.edges.map(edgeRow));
      if (first) { first = false; this.fit(null, false); }
    },
    restyle() { this.draw(); },
    fit(units, smooth) {
      const box = sceneBox(units, host.clientWidth, host.clientHeight);
      network.moveTo({ position: { x: box.x, y: box.y }, scale: box.scale, animation: smooth && !calm() ? { duration: 350 } : false });
    },
    zoom(factor) { made.touched = true; network.moveTo({ scale: network.getScale() * factor, animation: calm() ? false : { duration: 150 } }); },
    pan(dx, dy) { const v = network.getViewPosition(), k = network.getScale(); network.moveTo({ position: { x: v.x + dx / k, y: v.y + dy / k } }); },
    toScreen(x, y) { const p = network.canvasToDOM({ x, y }); return [p.x, p.y]; },
    scale: () => network.getScale(),
    resize() { network.setSize("100%", "100%"); network.redraw(); },
  });
}
