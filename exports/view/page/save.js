// Files for elsewhere, made in the page: the picture, the selection, the reader's flags.

const XML_BAD = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const xml = text => String(text).replace(XML_BAD, "\ufffd").replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
let madeUrl = null;

function download(name, type, parts) {
  if (madeUrl) URL.revokeObjectURL(madeUrl);
  madeUrl = URL.createObjectURL(parts instanceof Blob ? parts : new Blob(Array.isArray(parts) ? parts : [parts], { type }));
  const link = h("a", { href: madeUrl, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}
const today = () => { const d = new Date(); return new Date(d - d.getTimezoneOffset() * 60000).toISOString().slice(0, 10); };
const inView = () => inTimeOrder([...chosen.contactIn.keys()].filter(c => chosen.contactIn[c]));

function renderSave() {
  const item = (key, does, disabled) => h("button", { class: "menu-item", disabled, onclick: () => { does(); } }, t(key));
  const menu = h("details", { class: "menu", id: "save-menu" },
    h("summary", { class: "ghost", "aria-label": t("save") }, icon("save"), h("span", { class: "wide" }, t("save")), flags.size ? count(flags.size) : null),
    h("div", { class: "menu-body" },
      item("savePng", savePng), item("saveSvg", () => download("backchannel.svg", "image/svg+xml", pictureSvg().svg)), h("hr"),
      item("saveCsv", () => download("contacts.csv", "text/csv;charset=utf-8", csvOfView())), item("saveTtl", () => download("contacts.ttl", "text/turtle", turtleOfView())), item("saveGexf", () => download("network.gexf", "application/gexf+xml", gexfOfView())), h("hr"),
      flags.size ? h("label", { class: "who" }, t("yourName"), h("input", { type: "text", id: "who", value: reader, oninput: event => { reader = event.currentTarget.value; } })) : h("p", { class: "soft small" }, t("saveNone")),
      item("saveFlags", () => download("decisions.jsonl", "application/x-ndjson", flagLines()), !flags.size), h("hr"),
      item("saveLink", copyLink), item("print", () => print())));
  const old = $("save-menu");
  if (old) { menu.open = old.open; old.replaceWith(menu); }
  return menu;
}
let reader = "";
function copyLink() {
  writeHash();
  const say = () => { $("banner").textContent = t("copied"); $("banner").hidden = false; setTimeout(renderBanner, 1500); };
  if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(say, () => {});
}
/** The flags as decisions, one a line, as `backchannel decide --import` reads them. */
function flagLines() {
  const who = reader.trim() || "reader", when = today();
  return [...flags].sort().map(id => JSON.stringify({ id: `flag-${id}`, verdict: "wrong", subject: "report", ids: [id], who, when, why: "flagged in network.html", field: null, value: null }) + "\n").join("");
}

// --- the picture --------------------------------------------------------------------------------------------------------
const LEGEND_COLUMN = 290;
/** The scene as SVG text with title, legend and date; the same whoever drew it on the screen. */
function pictureSvg(width = 1600, height = 1000) {
  const items = legendItems(), columns = Math.floor((width - 96) / LEGEND_COLUMN), top = 96, bottom = legendHeight(Math.ceil(items.length / columns)) + 12, box = sceneBox(null, width, height - top - bottom, []), k = box.scale;
  const place = n => [(n.x - box.x) * k + width / 2, (n.y - box.y) * k + top + (height - top - bottom) / 2];
  const f = v => v.toFixed(1), out = [`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'Helvetica Neue', Arial, sans-serif">`,
    `<title>${xml(t("title"))}</title>`, `<rect width="${width}" height="${height}" fill="${palette.paper}"/>`];
  for (const e of scene.edges) {
    const a = scene.nodes[e.from], b = scene.nodes[e.to], [x1, y1] = place(a), [x2, y2] = place(b), dashes = DASHES[e.line];
    const color = e.lit ? palette.accent : palette.edge, alpha = e.dim ? 0.12 : e.lit ? 1 : 0.75;
    out.push(`<line x1="${f(x1)}" y1="${f(y1)}" x2="${f(x2)}" y2="${f(y2)}" stroke="${color}" stroke-width="${f(Math.max(e.width * Math.min(k, 1), 0.4))}"${dashes ? ` stroke-dasharray="${dashes}"` : ""} opacity="${alpha}"/>`);
    if (e.out) out.push(svgArrow(x1, y1, x2, y2, b.r * k, color, alpha));
    if (e.back) out.push(svgArrow(x2, y2, x1, y1, a.r * k, color, alpha));
  }
  const pen = document.createElement("canvas").getContext("2d"), covered = [[0, 0, width, top], [0, height - bottom, width, height]];
  const { placed, inside, locks } = placeLabels(pen, { toScreen: (x, y) => place({ x, y }), scale: k, width, height, covered, keeps: false });
  for (const n of scene.nodes) {
    const [x, y] = place(n), r = Math.max(n.r * k, 1.5), shape = shapePath(n.shape, x, y, r, { fill: n.color, stroke: palette.paper, "stroke-width": r > 5 ? 2 : 0.5, opacity: n.dim ? 0.22 : 1 });
    out.push(new XMLSerializer().serializeToString(shape).replace(' xmlns="http://www.w3.org/2000/svg"', ""));
  }
  for (const { e, x, y } of locks) {
    out.push(`<g opacity="${e.dim ? 0.2 : 1}">${svgLock(x, y)}</g>`);
  }
  for (const p of inside) if (p.node.tag && tagFits(p)) out.push(`<text x="${f(p.x)}" y="${f(p.y + (p.node.shape === "triangle" ? p.r * 0.3 : 0) + 3.5)}" text-anchor="middle" font-size="${tagSize(p)}" font-weight="700"${p.node.dim ? ' opacity="0.25"' : ""} fill="${dark(p.node.color) ? "#ffffff" : "#14181e"}">${xml(p.node.tag)}</text>`);
  for (const name of placed) out.push(svgName(name));
  out.push(...svgFrame(width, height, items, columns), "</svg>");
  return { svg: out.join("\n"), width, height };
}
function svgName({ lines, x, y, w, leader }) {
  const line = leader ? `<line x1="${leader[0].toFixed(1)}" y1="${leader[1].toFixed(1)}" x2="${leader[2].toFixed(1)}" y2="${leader[3].toFixed(1)}" stroke="${palette.ink}" stroke-width="0.8"/>` : "";
  return line + lines.map((text, k) => `<text x="${(x + w / 2).toFixed(1)}" y="${(y + NAME_LINE * (k + 0.5) + 4).toFixed(1)}" text-anchor="middle" font-size="${NAME_SIZE}" font-weight="500" fill="${palette.ink}" stroke="${palette.paper}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">${xml(text)}</text>`).join("");
}
function svgArrow(x1, y1, x2, y2, r, color, alpha) {
  const d = Math.hypot(x2 - x1, y2 - y1) || 1, ux = (x2 - x1) / d, uy = (y2 - y1) / d, x = x2 - ux * r, y = y2 - uy * r, n = 8;
  return `<polygon points="${[[x, y], [x - ux * n - uy * n * 0.45, y - uy * n + ux * n * 0.45], [x - ux * n + uy * n * 0.45, y - uy * n - ux * n * 0.45]].map(p => p.map(v => v.toFixed(1)).join(",")).join(" ")}" fill="${color}" opacity="${alpha}"/>`;
}
/** What marks mean, in columns under the picture: [how a mark is drawn at x, y; words]. */
function legendItems() {
  const line = (dashes, extra = "") => (x, y) => `<line x1="${x}" x2="${x + 30}" y1="${y}" y2="${y}" stroke="${palette.edge}" stroke-width="2.4"${dashes ? ` stroke-dasharray="${dashes}"` : ""}/>${extra && svgArrow(x, y, x + 32, y, 0, palette.edge, 1)}`;
  const shape = k => (x, y) => new XMLSerializer().serializeToString(shapePath(SHAPES[k], x + 15, y, 7, { fill: palette.other })).replace(' xmlns="http://www.w3.org/2000/svg"', "");
  const colour = (color, tag) => (x, y) => `<circle cx="${x + 15}" cy="${y}" r="9" fill="${color}"/>${tag ? `<text x="${x + 15}" y="${y + 3.2}" text-anchor="middle" font-size="9" font-weight="700" fill="${dark(color) ? "#ffffff" : "#14181e"}">${xml(tag)}</text>` : ""}`;
  const items = [["solid", "lineSolid"], ["dashed", "lineDashed"], ["dotted", "lineDotted"], ["via", "lineVia"]].filter(([name]) => scene.edges.some(e => e.line === name)).map(([name, key]) => [line(DASHES[name]), t(key)]);
  if (scene.edges.some(e => e.out || e.back)) items.push([line("", "arrow"), t("arrow")]);
  if (scene.edges.some(e => e.secret)) items.push([(x, y) => svgLock(x + 15, y), t("lock")]);
  items.push([(x, y) => `<path d="M${x} ${y - 0.5}L${x + 30} ${y - 4}v8L${x} ${y + 0.5}z" fill="${palette.edge}"/>`, t("thick")]);
  for (const k of [...new Set(scene.nodes.map(n => n.country !== null ? 1 : ACTORS.kind[n.actor]))].sort()) items.push([shape(k), word("kinds", NET.kinds[k])]);
  items.push([(x, y) => `<circle cx="${x + 8}" cy="${y + 3}" r="4" fill="${palette.other}"/><circle cx="${x + 20}" cy="${y}" r="7" fill="${palette.other}"/>`, t("size")]);
  for (const [color, tag, words] of colorRows()) items.push([colour(color, tag), words]);
  return items;
}
const svgLock = (x, y) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="8" fill="${palette.paper}"/><path d="M${(x - 2.6).toFixed(1)} ${(y - 1.2).toFixed(1)}a2.600 2.600 0 0 1 5.200 0" fill="none" stroke="${palette.secret}" stroke-width="1.5"/><rect x="${(x - 4).toFixed(1)}" y="${(y - 1.2).toFixed(1)}" width="8" height="6" fill="${palette.secret}"/>`;
/** Title and date above the picture, what the marks mean below it. */
function svgFrame(width, height, items, columns) {
  const text = (x, y, words, more = "") => `<text x="${x}" y="${y}" font-size="14" fill="${palette.ink}"${more}>${xml(words)}</text>`;
  const period = state.from !== null || state.to !== null ? ` · ${dateInWords(isoOfDay(state.from ?? FIRST_DAY))} – ${dateInWords(isoOfDay(state.to ?? LAST_DAY))}` : "";
  const rows = Math.ceil(items.length / columns), top = height - legendHeight(rows);
  return [
    `<text x="48" y="52" font-size="26" font-weight="600" fill="${palette.ink}" font-family="Georgia, 'Liberation Serif', 'Times New Roman', serif">${xml(t("title"))}</text>`,
    text(48, 78, countsInWords() + period, ` fill-opacity="0.8"`), text(width - 48, 52, t("pictureDate", { date: dateInWords(today()) }), ` text-anchor="end" fill-opacity="0.8"`),
    `<line x1="48" x2="${width - 48}" y1="${top}" y2="${top}" stroke="${palette.faint}"/>`,
    ...items.map(([mark, words], k) => { const x = 48 + Math.floor(k / rows) * (width - 96) / columns, y = top + 26 + (k % rows) * 25; return mark(x, y) + text(x + 42, y + 5, words); }),
  ];
}
const legendHeight = rows => 26 + rows * 25;
// --- paper --------------------------------------------------------------------------------------------------------------
let printing = null;
/** On paper: dark on white whatever the screen shows, the picture as lines and not as pixels, a table with all its rows. */
function preparePrint() {
  if (printing) return;
  printing = { theme: document.documentElement.dataset.theme, palette };
  document.documentElement.dataset.theme = "light";
  palette = { ...PALETTES.light, paper: "#ffffff" };
  recolour();
  const drawn = state.view === "network" && scene.nodes.length ? new DOMParser().parseFromString(pictureSvg(1000, state.open || state.path ? 760 : 1080).svg, "image/svg+xml").documentElement : null;
  $("paper").replaceChildren(...(drawn ? [document.importNode(drawn, true)] : [h("h2", {}, t("title")), h("p", {}, t("pictureDate", { date: dateInWords(today()) }))]));
  renderTable();
}
function afterPrint() {
  if (!printing) return;
  document.documentElement.dataset.theme = printing.theme;
  palette = printing.palette;
  printing = null;
  recolour();
  $("paper").replaceChildren();
  renderTable();
}
function recolour() { buildScene(); lightUp(); if (state.view === "network") renderer.draw(); renderCard(); }
function savePng() {
  const { svg, width, height } = pictureSvg(), image = new Image(), scale = 2;
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  image.onload = () => {
    const canvas = h("canvas", { width: width * scale, height: height * scale }), pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.drawImage(image, 0, 0, width, height);
    URL.revokeObjectURL(url);
    canvas.toBlob(blob => download("backchannel.png", "image/png", blob), "image/png");
  };
  image.src = url;
}

// --- the selection ------------------------------------------------------------------------------------------------------
/** One CSV field. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function csvField(value) {
  let text = value === null || value === undefined ? "" : String(value);
  if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = "'" + text;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
function csvOfView() {
  const lines = [["contact", "date", "earliest", "latest", "participants", "roles", "channel", "status", "secret", "place", "topic", "outlets", "confidence", "quotes", "articles", "links"]];
  for (const c of inView()) {
    const [reports, place, topic, , , parts] = evidence().contacts[c], rows = reports.map(r => evidence().reports[r]);
    const articles = rows.map(r => evidence().articles[r[1]] || []);
    lines.push([CONTACTS.id[c], CONTACTS.date[c] || "", isoOfDay(CONTACTS.first[c]), isoOfDay(CONTACTS.last[c]), parts.map(([i]) => ACTORS.name[i]).join("; "), parts.map(([, role]) => role).join("; "), NET.channels[CONTACTS.channel[c]], NET.statuses[CONTACTS.status[c]], CONTACTS.secret[c] ? "yes" : "no", place, topic, CONTACTS.outlets[c], CONTACTS.confidence[c], rows.flatMap(r => r[3]).join(" | "), articles.map(a => a[1] || a[0]).join(" | "), articles.map(a => safeLink(a[4]) || "").filter(Boolean).join(" ")]);
  }
  return "\ufeff" + lines.map(line => line.map(csvField).join(",") + "\r\n").join("");
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ttlString = text => `"${String(text).replace(/[\\"]/g, "\\$&").replace(/[\u0000-\u001f\u007f]/g, c => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0")).replace(LONE, "\ufffd")}"`;
const ttlDecimal = n => `"${Number.isInteger(n) ? n.toFixed(1) : n}"^^xsd:decimal`;
const segment = name => { const text = encodeURIComponent(String(name).replace(LONE, "\ufffd")).replace(/[!'()*]/g, c => "%" + c.charCodeAt(0).toString(16).toUpperCase()); return ["", ".", ".."].includes(text) ? "!" + text : text; };
const iri = (kind, id) => `<${NET.base}${kind}/${segment(id)}>`;
/** The contacts in view with their actors and articles, in the terms of the whole graph's file. */
function turtleOfView() {
  const out = ["@prefix bc: <https://w3id.org/backchannel/ns#> .", `@prefix channel: <${NET.namespaces.channel}> .`, `@prefix status: <${NET.namespaces.status}> .`, "@prefix dcterms: <http://purl.org/dc/terms/> .", "@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .", "@prefix foaf: <http://xmlns.com/foaf/0.1/> .", "@prefix prov: <http://www.w3.org/ns/prov#> .", "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .", ""];
  const actors = new Set(), articles = new Set();
  for (const c of inView()) {
    const [reports, place, topic, contestedBy, , parts] = evidence().contacts[c], says = ["a bc:Contact", `bc:channel channel:${NET.channels[CONTACTS.channel[c]]}`, `bc:status status:${NET.statuses[CONTACTS.status[c]]}`, `bc:confidential ${CONTACTS.secret[c] ? "true" : "false"}`, `bc:confidence ${ttlDecimal(CONTACTS.confidence[c])}`, `bc:outletCount ${CONTACTS.outlets[c]}`];
    for (const [i, role] of parts) { actors.add(i); says.push(`bc:${role} ${iri("actor", ACTORS.id[i])}`, `bc:participant ${iri("actor", ACTORS.id[i])}`); }
    if (CONTACTS.date[c]) says.push(`bc:date ${ttlString(CONTACTS.date[c])}^^edtf:EDTF`);
    if (CONTACTS.first[c] !== null) says.push(`bc:earliest "${isoOfDay(CONTACTS.first[c])}"^^xsd:date`);
    if (CONTACTS.last[c] !== null) says.push(`bc:latest "${isoOfDay(CONTACTS.last[c])}"^^xsd:date`);
    if (place) says.push(`bc:place ${iri("place", place)}`);
    if (topic) says.push(`bc:topic ${ttlString(topic)}`);
    for (const r of reports) {
      const [id, article, , quotes] = evidence().reports[r];
      says.push(`bc:report ${iri("report", id)}`, ...quotes.map(q => `bc:quote ${ttlString(q)}`));
      if (article >= 0) { articles.add(article); says.push(`prov:wasDerivedFrom ${iri("article", evidence().articles[article][0])}`); }
    }
    for (const r of contestedBy) says.push(`bc:contestedBy ${iri("report", evidence().reports[r][0])}`);
    out.push(iri("contact", CONTACTS.id[c]) + "\n  " + [...new Set(says)].join(" ;\n  ") + " .\n");
  }
  const kinds = { person: "Person", state: "State", organization: "Organization", group: "Group" };
  for (const i of [...actors].sort((x, y) => x - y)) out.push(iri("actor", ACTORS.id[i]) + "\n  " + [`a bc:Actor, bc:${kinds[NET.kinds[ACTORS.kind[i]]]}`, `foaf:name ${ttlString(ACTORS.name[i])}`, ACTORS.country[i] ? `bc:country ${ttlString(ACTORS.country[i])}` : null, ...(ACTORS.alias[i] || []).filter(a => !Object.values(ACTORS.labels[i] || {}).includes(a)).map(a => `skos:altLabel ${ttlString(a)}`)].filter(Boolean).join(" ;\n  ") + " .\n");
  for (const a of [...articles].sort((x, y) => x - y)) { const [id, title, , outlet] = evidence().articles[a]; out.push(iri("article", id) + "\n  " + ["a bc:Article", `dcterms:identifier ${ttlString(id)}`, title ? `dcterms:title ${ttlString(title)}` : null, outlet >= 0 ? `bc:outlet ${ttlString(NET.outlets[outlet])}` : null].filter(Boolean).join(" ;\n  ") + " .\n"); }
  return out.join("\n");
}

/** The drawn network: one node for each shape, one edge for each line, with places and colours. */
function gexfOfView() {
  const rgb = color => { const n = parseInt(color.slice(1), 16); return `r="${n >> 16}" g="${n >> 8 & 255}" b="${n & 255}"`; };
  const id = n => xml(n.country !== null ? "country:" + n.country : ACTORS.id[n.actor]);
  const name = n => xml(n.country !== null ? countryName(n.country) : actorName(n.actor));
  const out = ['<?xml version="1.0" encoding="UTF-8"?>', '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">', "  <meta><creator>backchannel</creator></meta>", '  <graph mode="static" defaultedgetype="undirected">',
    '    <attributes class="node"><attribute id="kind" title="kind" type="string"/><attribute id="country" title="country" type="string"/><attribute id="contacts" title="contacts" type="integer"/></attributes>',
    '    <attributes class="edge"><attribute id="contacts" title="contacts" type="integer"/><attribute id="took_place" title="took_place" type="integer"/><attribute id="secret" title="secret" type="boolean"/><attribute id="line" title="line" type="string"/></attributes>', "    <nodes>"];
  for (const n of scene.nodes) out.push(`      <node id="${id(n)}" label="${name(n)}"><attvalues><attvalue for="kind" value="${n.country !== null ? "country" : NET.kinds[ACTORS.kind[n.actor]]}"/><attvalue for="country" value="${xml(n.country ?? (ACTORS.country[n.actor] || ""))}"/><attvalue for="contacts" value="${n.weight}"/></attvalues><viz:color ${rgb(n.color)}/><viz:position x="${n.x}" y="${-n.y}" z="0"/><viz:size value="${n.r.toFixed(2)}"/></node>`);
  out.push("    </nodes>", "    <edges>");
  scene.edges.forEach((e, k) => out.push(`      <edge id="${k}" source="${id(scene.nodes[e.from])}" target="${id(scene.nodes[e.to])}" weight="${Math.max(e.took, 0.1)}"><attvalues><attvalue for="contacts" value="${e.all}"/><attvalue for="took_place" value="${e.took}"/><attvalue for="secret" value="${e.secret}"/><attvalue for="line" value="${e.line}"/></attvalues></edge>`));
  out.push("    </edges>", "  </graph>", "</gexf>", "");
  return out.join("\n");
}
