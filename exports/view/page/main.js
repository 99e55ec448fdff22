// Joins the parts: what is chosen → what is in view → picture, table, card, address.

let renderer = null, hovered = null, labelPen = null;
const AROUND_AT_MOST = 16; // ends of lines shown beside a card on a narrow screen
const THEMES = ["auto", "light", "dark"];
const systemDark = matchMedia("(prefers-color-scheme: dark)");

/** Everything again, after a filter changed. */
function update() {
  if (state.ego && !(state.open && state.open.actor !== undefined)) state.ego = 0;
  choose();
  if (state.path && state.path.to !== null) state.path.way = shortestPath(state.path.from, state.path.to);
  buildScene();
  refresh(true);
  renderFilters();
  renderTime();
  renderTable();
}
/** The picture and the card, after something was opened. */
function refresh(card, takeFocus) {
  lightUp();
  renderLegend();
  drawPicture();
  renderCounts();
  renderBanner();
  if (card) renderCard(takeFocus);
  renderNotes();
  writeHash();
}
/** The picture holds hidden tabs' work back: it is drawn when it can be seen. */
function drawPicture() {
  const empty = !scene.nodes.length;
  $("empty").hidden = !empty;
  if (empty) $("empty").replaceChildren(h("h2", {}, t("emptyTitle")), h("p", {}, t(N_PAIRS ? "emptyText" : "emptyGraph")), N_PAIRS ? h("button", { class: "ghost", onclick: () => { clearFilters(); update(); } }, t("reset")) : null);
  $("surface").setAttribute("aria-label", t("picture", { actors: number(scene.nodes.length), pairs: number(scene.edges.length) }));
  if (state.view === "network") renderer.draw();
}

function open_(what, takeFocus) {
  cardShown = CARD_CONTACTS;
  if (what && what.actor !== undefined && state.path && state.path.to === null) {
    state.path.to = what.actor;
    state.path.way = shortestPath(state.path.from, state.path.to);
    what = null;
  } else if (what) state.path = null;
  const hadEgo = state.ego;
  state.open = what;
  if (hadEgo) update(); else refresh(true, takeFocus);
  if (takeFocus && hadEgo) renderCard(true);
  if (isNarrow()) {
    if (what) showAboveCard(); else if (!state.path && !renderer.touched && state.view === "network") renderer.fit(null, true);
  } else if (what && what.actor !== undefined) showIfOutside(unitOf(what.actor));
}
const isNarrow = () => matchMedia("(max-width: 940px)").matches;
/** The window has another size, and perhaps another shape, for which small graphs have other places. */
function resized() {
  if (state.view !== "network") return;
  const turned = scene.tall !== isTall();
  if (turned) { buildScene(); lightUp(); } else enlarge();
  renderer.resize();
  renderer.draw();
  if (turned || !renderer.touched) { if (state.open && isNarrow()) showAboveCard(); else renderer.fit(null, false); }
  drawOverlay();
}
/** On a narrow screen the card lies over the picture: bring what was chosen into what is left of it. */
function showAboveCard() {
  const focus = focusUnits();
  if (!focus || state.view !== "network" || scene.nodes.length > 2000) return;
  const around = scene.edges.filter(e => e.lit).flatMap(e => [e.a, e.b]);
  renderer.fit(around.length <= AROUND_AT_MOST ? [...new Set([...focus.units, ...around])] : focus.units, true);
}
const openNode = (n, takeFocus) => open_(n.country !== null ? { country: n.country } : { actor: n.actor }, takeFocus);
function showIfOutside(unit) {
  const node = scene.nodes[scene.at.get(unit)];
  if (!node || state.view !== "network") return;
  const [x, y] = renderer.toScreen(node.x, node.y), box = $("surface");
  if (x < 20 || y < 20 || x > box.clientWidth - 20 || y > box.clientHeight - 20) {
    const units = [unit, ...scene.edges.filter(e => e.a === unit || e.b === unit).map(e => e.a === unit ? e.b : e.a)];
    renderer.fit(units.slice(0, 60), true);
  }
}

const hooks = {
  pick({ node, edge }) {
    if (node) openNode(node); else if (edge) open_({ pairs: edge.pairs }); else if (state.open || state.path) { state.path = null; open_(null); }
  },
  hover({ node, edge }, event) {
    hovered = node || null;
    $("surface").style.cursor = node || edge ? "pointer" : "";
    const tip = $("tip");
    if (node) tip.replaceChildren(apart(cut(node.country !== null ? countryName(node.country) : actorName(node.actor), 80)), h("span", { class: "soft" }, ` · ${tn2(node.weight, "contacts")}`));
    else if (edge) tip.replaceChildren(apart(scene.nodes[edge.from].label), edge.out === edge.back ? " – " : edge.out ? " → " : " ← ", apart(scene.nodes[edge.to].label), h("span", { class: "soft" }, ` · ${tn2(edge.all, "contacts")} · ${number(edge.took)} ${t("took")}${edge.secret ? " · " + t("secret") : ""}`));
    tip.hidden = !(node || edge);
    drawOverlay();
  },
  drawn() {
    drawOverlay();
    if (!performance.getEntriesByName("first-frame").length && scene.nodes.length) performance.mark("first-frame");
  },
};
/** Names over the picture, drawn again with each frame of it. */
function drawOverlay() {
  if (!renderer) return;
  const canvas = $("labels"), box = $("surface"), ratio = devicePixelRatio || 1, w = box.clientWidth, v = box.clientHeight;
  if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(v * ratio)) { canvas.width = Math.round(w * ratio); canvas.height = Math.round(v * ratio); }
  labelPen = labelPen || canvas.getContext("2d");
  labelPen.setTransform(ratio, 0, 0, ratio, 0, 0);
  labelPen.clearRect(0, 0, w, v);
  drawLabels(labelPen, { toScreen: renderer.toScreen, scale: renderer.scale(), width: w, height: v, covered: coveredBoxes(), keeps: true });
  clearTimeout(drawOverlay.timer);
  drawOverlay.timer = setTimeout(renderNotes, 120);
}

function countsInWords() { return `${tn2(chosen.actors, "actors")} · ${tn2(chosen.pairs, "pairs")} · ${tn2(chosen.contacts, "contacts")}, ${number(chosen.tookPlace)} ${t("took")}`; }
function renderCounts() {
  const part = (name, n, whole, words) => h("span", { class: "part" }, h("b", { "data-count": name, "data-value": n }, number(n)), whole !== null && whole !== n ? h("span", { class: "soft" }, " ", t("of", { n: number(whole) })) : null, " ", words);
  const total = TOTAL.reduce((sum, w) => sum + (w ? 1 : 0), 0);
  $("counts").replaceChildren(
    part("actors", chosen.actors, total, t(chosen.actors === 1 ? "actors1" : "actors")), part("pairs", chosen.pairs, N_PAIRS, t(chosen.pairs === 1 ? "pairs1" : "pairs")),
    part("contacts", chosen.contacts, chosen.drawable, t(chosen.contacts === 1 ? "contacts1" : "contacts")), part("took", chosen.tookPlace, null, t("took")));
}
function renderBanner() {
  const waiting = state.path && state.path.to === null;
  $("banner").hidden = !waiting;
  $("banner").textContent = waiting ? t("pathPick") : "";
}

/** What a page of a large graph leaves out; nothing for one that holds all. */
function leftOut() {
  if (!NET.whole) return "";
  return " · " + t("leftOut", { pairs: tn2(NET.whole.pairs - PAIRS.a.length, "pairs"), contacts: tn2(NET.whole.contacts - CONTACTS.id.length, "contacts"), all: tn2(NET.whole.contacts, "contacts") });
}

function renderFrame() {
  document.documentElement.lang = lang;
  document.title = `${t("title")} · backchannel`;
  $("title").textContent = t("title");
  $("tagline").textContent = t("tagline", { contacts: tn2(chosen.drawable, "contacts"), actors: tn2(TOTAL.reduce((sum, w) => sum + (w ? 1 : 0), 0), "actors"), articles: tn2(NET.articles, "articles") }) + leftOut();
  $("skip").textContent = t("skip");
  $("search").placeholder = t("search");
  $("search").setAttribute("aria-label", t("search"));
  $("search").title = t("searchHint");
  $("matches").setAttribute("aria-label", t("search"));
  $("filters").setAttribute("aria-label", t("filters"));
  $("stage").setAttribute("aria-label", t("network"));
  $("table").setAttribute("aria-label", t("table"));
  $("table").setAttribute("role", "region");
  $("table").tabIndex = 0;
  const mode = (view, mark) => h("button", { class: "segment" + (state.view === view ? " on" : ""), id: "view-" + view, "aria-pressed": String(state.view === view), onclick: () => { setView(view); $("view-" + view).focus(); } }, icon(mark), t(view));
  $("modes").replaceChildren(h("button", { class: "ghost phone", id: "filter-button", "aria-label": t("filters"), title: t("filters"), onclick: () => togglePanel("filters") }, icon("filter"), h("span", { class: "wide" }, t("filters"))), h("div", { class: "segments", role: "group", "aria-label": t("counts") }, mode("network", "network"), mode("table", "table")));
  $("zoom").replaceChildren(...[["plus", "zoomIn", () => renderer.zoom(1.4)], ["minus", "zoomOut", () => renderer.zoom(1 / 1.4)], ["fit", "fit", () => renderer.fit(null, true)]].map(([mark, key, does]) => h("button", { class: "ghost round", onclick: does, "aria-label": t(key), title: t(key) }, icon(mark))));
  $("tools").replaceChildren(
    h("div", { class: "segments", role: "group", "aria-label": t("language") }, Object.keys(STRINGS).sort().reverse().map(code => h("button", { class: "segment" + (lang === code ? " on" : ""), id: "lang-" + code, lang: code, title: STRINGS[code].language, "aria-pressed": String(lang === code), onclick: () => { lang = code; renderAll(); $("lang-" + code).focus(); } }, code.toUpperCase()))),
    h("button", { class: "ghost", id: "theme", onclick: () => { state.theme = THEMES[(THEMES.indexOf(state.theme) + 1) % 3]; applyTheme(); renderAll(); $("theme").focus(); }, title: t("theme", { mode: t(state.theme) }), "aria-label": t("theme", { mode: t(state.theme) }) }, icon("theme")),
    renderSave());
}
function renderAll() { renderFrame(); update(); }
function setView(view) {
  state.view = view;
  $("work").classList.toggle("wide-table", view === "table");
  $("canvas").hidden = view !== "network";
  $("table").hidden = view !== "table";
  renderFrame();
  if (view === "network") { renderer.resize(); drawPicture(); }
  renderTable();
  renderNotes();
  writeHash();
}
function togglePanel(id) { $(id).classList.toggle("open"); const first = $(id).querySelector("button, input"); if ($(id).classList.contains("open") && first) first.focus(); }
function applyTheme() {
  const name = state.theme === "auto" ? (systemDark.matches ? "dark" : "light") : state.theme;
  document.documentElement.dataset.theme = name;
  palette = PALETTES[name];
}

// --- search -------------------------------------------------------------------------------------------------------------
let names = null, matches = [], matchAt = -1;
/** Actors whose name or another spelling has every word asked for; those that begin with it first. */
function search(asked) {
  names = names || ACTORS.name.map((name, i) => [name, ...(ACTORS.alias[i] || [])].map(text => [text, folded(text.slice(0, 400))]));
  const words = folded(asked).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = [];
  for (let i = 0; i < N_ACTORS; i++) {
    const hit = names[i].find(([, text]) => words.every(w => text.includes(w)));
    if (hit) found.push({ actor: i, text: hit[0], first: hit[1].startsWith(words[0]) ? 0 : 1 });
  }
  return found.sort((x, y) => x.first - y.first || TOTAL[y.actor] - TOTAL[x.actor] || x.actor - y.actor).slice(0, 12);
}
function renderMatches() {
  const input = $("search"), list = $("matches"), asked = input.value.trim();
  matches = search(asked);
  matchAt = matches.length ? 0 : -1;
  list.replaceChildren(...(matches.length ? matches.map((m, k) => h("li", { role: "option", id: "match-" + k, onpointerdown: event => { event.preventDefault(); take(k); } },
    nodeSample(sampleOf(m.actor)), h("span", { class: "grow" }, apart(cut(actorName(m.actor), 80)), m.text !== ACTORS.name[m.actor] && m.text !== actorName(m.actor) ? h("span", { class: "soft" }, " ", ...around_("alsoAs", "name", apart(cut(m.text, 60)))) : null), count(TOTAL[m.actor])))
    : [h("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, t("noMatch"))]));
  list.hidden = !asked;
  input.setAttribute("aria-expanded", String(!!asked));
  markMatch();
}
function markMatch() {
  [...$("matches").children].forEach((li, k) => { if (k < matches.length) { li.setAttribute("aria-selected", String(k === matchAt)); li.classList.toggle("at", k === matchAt); } });
  if (matchAt >= 0 && !$("matches").hidden) $("search").setAttribute("aria-activedescendant", "match-" + matchAt); else $("search").removeAttribute("aria-activedescendant");
}
function hideMatches() { $("matches").hidden = true; $("search").setAttribute("aria-expanded", "false"); $("search").removeAttribute("aria-activedescendant"); }
function take(k) {
  const actor = matches[k].actor;
  $("search").value = "";
  hideMatches();
  open_({ actor }, true);
}
function searchKeys(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if ($("matches").hidden) renderMatches();
    else if (matches.length) { matchAt = (matchAt + (event.key === "ArrowDown" ? 1 : matches.length - 1)) % matches.length; markMatch(); }
    event.preventDefault();
  } else if (event.key === "Enter" && matchAt >= 0 && !$("matches").hidden) { event.preventDefault(); take(matchAt); } else if (event.key === "Escape") { $("search").value = ""; hideMatches(); }
}

// --- the address --------------------------------------------------------------------------------------------------------
const LISTS = { st: ["statuses", NET.statuses], ch: ["channels", NET.channels], ki: ["kinds", NET.kinds], ou: ["outlets", NET.outlets] };
let hashWritten = null;
function writeHash() {
  const q = new URLSearchParams();
  if (state.view !== "network") q.set("view", state.view);
  if (state.level !== "actors") q.set("level", state.level);
  if (state.color !== "country") q.set("color", state.color);
  for (const key in LISTS) { const [name, words] = LISTS[key]; for (const k of [...state[name]].sort()) q.append(key, k === NO_OUTLET ? "" : words[k]); }
  for (const code of [...state.countries].sort()) q.append("co", code);
  if (state.from !== null) q.set("from", isoOfDay(state.from));
  if (state.to !== null) q.set("to", isoOfDay(state.to));
  if (state.undated !== null) q.set("undated", state.undated ? "yes" : "no");
  if (state.secret) q.set("secret", "yes");
  if (state.minOutlets > 1) q.set("outlets", state.minOutlets);
  if (state.confidence > 0) q.set("sure", state.confidence);
  const open = state.open;
  if (open && open.actor !== undefined) q.set("actor", ACTORS.id[open.actor]);
  if (open && open.country !== undefined) q.set("country", open.country);
  if (open && open.pairs && state.level === "actors") { const p = open.pairs[0]; q.append("pair", ACTORS.id[PAIRS.a[p]]); q.append("pair", ACTORS.id[PAIRS.b[p]]); }
  if (state.ego) q.set("around", state.ego);
  if (state.path && state.path.to !== null) { q.append("way", ACTORS.id[state.path.from]); q.append("way", ACTORS.id[state.path.to]); }
  if (state.theme !== "auto") q.set("theme", state.theme);
  if (lang !== preferredLanguage()) q.set("lang", lang);
  const text = q.toString();
  if (text === hashWritten || (hashWritten === null && text === "" && !location.hash)) return;
  hashWritten = text;
  try { history.replaceState(null, "", "#" + text); } catch { /* a frame without an address of its own */ }
}
const preferredLanguage = () => (navigator.languages || [navigator.language]).map(l => l.slice(0, 2).replace("ms", "id")).find(l => STRINGS[l]) || "en";
/** Take over what an address says; what it says of things that are not here is passed over. */
function readHash() {
  const q = new URLSearchParams(location.hash.slice(1)), one = (key, values, fallback) => values.includes(q.get(key)) ? q.get(key) : fallback;
  clearFilters();
  Object.assign(state, { view: one("view", ["network", "table"], "network"), level: one("level", ["actors", "countries"], "actors"), color: one("color", ["country", "community"], "country"), theme: one("theme", THEMES, "auto"), open: null, path: null });
  lang = one("lang", Object.keys(STRINGS), preferredLanguage());
  for (const key in LISTS) { const [name, words] = LISTS[key]; for (const value of q.getAll(key)) { const k = key === "ou" && value === "" ? NO_OUTLET : words.indexOf(value); if (k >= 0 || (key === "ou" && value === "")) state[name].add(k); } }
  for (const code of q.getAll("co")) if (COUNTRY_INDEX.has(code)) state.countries.add(code);
  for (const end of ["from", "to"]) state[end] = edgeOf(q.get(end), end) ?? null;
  datesOpen = state.from !== null || state.to !== null;
  state.undated = { yes: true, no: false }[q.get("undated")] ?? null;
  state.secret = q.get("secret") === "yes";
  state.minOutlets = Math.max(1, Number.parseInt(q.get("outlets"), 10) || 1);
  state.confidence = Math.min(1, Math.max(0, Number(q.get("sure")) || 0));
  const ids = key => q.getAll(key).map(id => ACTOR_BY_ID.get(id)).filter(i => i !== undefined);
  const [actor] = ids("actor"), pair = ids("pair"), way = ids("way");
  if (actor !== undefined) state.open = { actor };
  else if (NET.countries.code.includes(q.get("country")) && state.level === "countries") state.open = { country: q.get("country") };
  else if (pair.length === 2 && pairBetween(pair[0], pair[1]) >= 0) state.open = { pairs: [pairBetween(pair[0], pair[1])] };
  if (actor !== undefined) state.ego = Math.min(3, Math.max(0, Number.parseInt(q.get("around"), 10) || 0));
  if (way.length === 2) state.path = { from: way[0], to: way[1] };
}

function start() {
  document.documentElement.classList.toggle("within", new URLSearchParams(location.hash.slice(1)).get("within") === "page");
  readHash();
  applyTheme();
  choose();
  buildScene();
  renderer = makeRenderer($("surface"), hooks);
  document.documentElement.dataset.renderer = renderer.name;
  // The first picture before everything around it: a large graph's lists can wait for the frame after.
  renderFrame();
  lightUp();
  drawPicture();
  const rest = () => { if (state.path) state.path.way = shortestPath(state.path.from, state.path.to); renderAll(); setView(state.view); if (state.open && isNarrow()) showAboveCard(); document.documentElement.dataset.ready = "yes"; performance.mark("ready"); };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => setTimeout(rest)); else setTimeout(rest);
  $("search").addEventListener("input", renderMatches);
  $("search").addEventListener("keydown", searchKeys);
  $("search").addEventListener("blur", () => setTimeout(hideMatches, 100));
  addEventListener("hashchange", () => { if (location.hash.slice(1) !== hashWritten) { readHash(); applyTheme(); renderAll(); setView(state.view); if (state.open && isNarrow()) showAboveCard(); } });
  addEventListener("beforeprint", preparePrint);
  addEventListener("afterprint", afterPrint);
  systemDark.addEventListener("change", () => { applyTheme(); renderAll(); });
  new ResizeObserver(resized).observe($("surface"));
  $("surface").addEventListener("pointermove", event => { const tip = $("tip"); tip.style.left = Math.min(event.clientX + 14, innerWidth - 280) + "px"; tip.style.top = event.clientY + 16 + "px"; });
  $("surface").addEventListener("pointerleave", () => hooks.hover({}));
  addEventListener("keydown", event => {
    if (event.key === "Escape") { const menu = $("save-menu"); if (menu.open) { menu.open = false; menu.querySelector("summary").focus(); } else if ($("filters").classList.contains("open")) { togglePanel("filters"); $("filter-button").focus(); } else if ((state.open || state.path) && event.target !== $("search")) closeCard(); }
    if (event.key === "/" && !/INPUT|TEXTAREA/.test(event.target.tagName)) { event.preventDefault(); $("search").focus(); }
  });
  addEventListener("click", event => { const menu = $("save-menu"); if (menu && menu.open && !menu.contains(event.target)) menu.open = false; });
}
start();
