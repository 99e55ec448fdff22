// Filters, legend, timeline and notes.

const FACET_LINES = 8;
const unfolded = new Set();

function renderFilters() {
  const f = chosen.facets, focused = document.activeElement && document.activeElement.id;
  const countries = COUNTRY_CODES.map((code, k) => [code, f.country[k]]).filter(([code, n]) => n || state.countries.has(code)).sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1));
  const outlets = [...new Set([...f.outlet.keys(), ...state.outlets])].map(o => [o, f.outlet.get(o) || 0]).sort((x, y) => y[1] - x[1] || x[0] - y[0]);
  const scroll = $("filters").scrollTop;
  $("filters").replaceChildren(
    h("div", { class: "side-head" }, h("h2", {}, t("filters")), h("button", { class: "link", id: "reset", hidden: !isFiltered(), onclick: () => { clearFilters(); update(); } }, t("reset")),
      h("button", { class: "ghost round phone", onclick: () => togglePanel("filters"), "aria-label": t("close") }, icon("close"))),
    choices("level", [["actors", t("levelActors")], ["countries", t("levelCountries")]]),
    choices("color", [["country", t("byCountry")], ["community", t("byCommunity")]], "colorBy"),
    boxes("status", state.statuses, NET.statuses.map((n, k) => [k, f.status[k], [lineSample(TOOK_PLACE.has(k) ? "solid" : OPEN_STATUS.has(k) ? "dashed" : "dotted"), word("statuses", n)], n])),
    boxes("channel", state.channels, NET.channels.map((n, k) => [k, f.channel[k], [icon(n), word("channels", n)], n])),
    h("fieldset", {}, h("legend", {}, t("secrecy")), box("secret", state.secret, f.secret, [icon("lock"), t("secretOnly")], on => { state.secret = on; })),
    boxes("kind", state.kinds, NET.kinds.map((n, k) => [k, f.kind[k], [nodeSample({ shape: SHAPES[k], color: palette.other, tag: "" }), word("kinds", n)], n])),
    boxes("country", state.countries, countries.map(([code, n]) => [code, n, [nodeSample({ shape: "circle", color: colorRank(COUNTRY_RANK.get(code)), tag: code === NO_COUNTRY ? "" : cut(code, 3) }), apart(code === NO_COUNTRY ? t("noCountry") : countryName(code))], code])),
    boxes("outlet", state.outlets, outlets.map(([o, n]) => [o, n, [o === NO_OUTLET ? t("noOutlet") : apart(NET.outlets[o])], o])),
    slider("minOutlets", state.minOutlets, 1, Math.max(2, MOST_OUTLETS), 1, v => tn2(v, "outletsUnit")),
    slider("confidence", state.confidence, 0, 1, 0.05, v => number(v)));
  $("filters").scrollTop = scroll;
  if (focused && $(focused)) $(focused).focus({ preventScroll: true });
}
const MOST_OUTLETS = CONTACTS.outlets.reduce((m, n) => Math.max(m, n), 1);

function choices(name, options, title = name) {
  return h("fieldset", { class: "choices" }, h("legend", {}, t(title)), h("div", { class: "segments" }, options.map(([value, text]) => h("label", { class: state[name] === value ? "on" : "" },
    h("input", { type: "radio", name, id: `${name}-${value}`, value, checked: state[name] === value, onchange: () => { state[name] = value; if (name === "level" && state.open && state.open.pairs && state.open.pairs.length > 1) state.open = null; if (state.open && state.open.country !== undefined && value === "actors") state.open = null; update(); if (name === "level") renderer.fit(null, false); } }), h("span", {}, text)))));
}
function boxes(name, set, rows) {
  const all = unfolded.has(name);
  rows = rows.filter(row => row[1] || set.has(row[0]));
  if (!rows.length) return "";
  const shown = all ? rows : rows.filter((row, k) => k < FACET_LINES || set.has(row[0]));
  const fold = rows.length > FACET_LINES && h("button", { class: "link", id: `${name}-fold`, "aria-expanded": String(all), onclick: () => { if (all) unfolded.delete(name); else unfolded.add(name); renderFilters(); } }, all ? t("fewerValues") : t("moreValues", { n: number(rows.length - shown.length) }));
  return h("fieldset", {}, h("legend", {}, t(name)), shown.map(([value, n, label, key]) => box(`${name}-${key}`, set.has(value), n, label, on => { if (on) set.add(value); else set.delete(value); })), shown.length < rows.length || all ? fold : null);
}
const box = (id, checked, n, label, change) => h("label", { class: "box" + (n ? "" : " none") },
  h("input", { type: "checkbox", id: "f-" + id, checked, onchange: event => { change(event.currentTarget.checked); update(); } }), h("span", { class: "grow" }, label), count(n));
function slider(name, value, min, max, step, words) {
  const shown = h("output", {}, words(value));
  return h("fieldset", {}, h("legend", {}, t(name)), h("label", { class: "slider" }, h("input", { type: "range", id: "f-" + name, min, max, step, value, "aria-label": t(name), oninput: event => { shown.textContent = words(Number(event.currentTarget.value)); }, onchange: event => { state[name] = Number(event.currentTarget.value); update(); } }), shown));
}

let legendOpen = false;
/** What lines, shapes, letters and colours mean: of those in view only. */
function legendKey() {
  const row = (mark, ...text) => h("li", {}, mark, h("span", {}, ...text));
  const kinds = [...new Set(scene.nodes.map(n => n.country !== null ? 1 : ACTORS.kind[n.actor]))].sort();
  const lines = [["solid", "lineSolid"], ["dashed", "lineDashed"], ["dotted", "lineDotted"], ["via", "lineVia"]].filter(([line]) => scene.edges.some(e => e.line === line));
  const arrow = s("svg", { class: "line", viewBox: "0 0 30 10", "aria-hidden": "true" }, s("path", { d: "M1 5h22M20 1.500 28 5l-8 3.500z", stroke: "currentColor", fill: "currentColor", "stroke-width": 1.6 }));
  return h("div", { class: "key" },
    h("ul", { class: "wide-row" }, lines.map(([line, key]) => row(lineSample(line), t(key))),
      scene.edges.some(e => e.out || e.back) ? row(arrow, t("arrow")) : null,
      scene.edges.some(e => e.secret) ? row(h("span", { class: "mark lock" }, icon("lock")), t("lock")) : null,
      row(thickSample(), t("thick"))),
    h("ul", {}, kinds.map(k => row(nodeSample({ shape: SHAPES[k], color: palette.other, tag: "" }), word("kinds", NET.kinds[k]))), row(sizeSample(), t("size"))),
    h("ul", {}, colorRows().map(([color, tag, text]) => row(nodeSample({ shape: "circle", color, tag }), apart(text))), h("li", { class: "soft" }, t(state.color === "community" && state.level === "actors" ? "legendNumbers" : "legendLetters"))));
}
function renderLegend() {
  $("work").classList.toggle("has-card", !!(state.open || state.path));
  $("legend").replaceChildren(
    h("button", { class: "ghost", id: "legend-button", "aria-expanded": String(legendOpen), onclick: () => { legendOpen = !legendOpen; renderLegend(); drawOverlay(); $("legend-button").focus(); } }, icon("help"), t("legend")),
    legendOpen ? h("div", { class: "legend-body", tabindex: "0", role: "group", "aria-label": t("legend") }, legendKey()) : "");
}
const thickSample = () => s("svg", { class: "line", viewBox: "0 0 30 10", "aria-hidden": "true" }, s("path", { d: "M1 4.500 29 1v8L1 5.500z", fill: "currentColor" }));
const sizeSample = () => s("svg", { class: "sample", viewBox: "-11 -11 22 22", "aria-hidden": "true" }, s("circle", { cx: -6, cy: 4, r: 3.5, fill: palette.other }), s("circle", { cx: 4, cy: 0, r: 6.500, fill: palette.other }));

// --- time -------------------------------------------------------------------------------------------------------------
const DATED = CONTACTS.first.flatMap((d, c) => d === null ? [] : [c]);
const FIRST_DAY = DATED.reduce((m, c) => Math.min(m, CONTACTS.first[c]), Infinity);
const LAST_DAY = DATED.reduce((m, c) => Math.max(m, CONTACTS.last[c]), -Infinity);
const UNDATED = N_CONTACTS - DATED.length;
const BINS = makeBins();
const BAR_AT_MOST = 60; // of 1000
let playing = null, datesOpen = false;

/** Days, months, quarters or years, so that there are not more bars than one can see. */
function makeBins() {
  if (!DATED.length) return { unit: "month", starts: [] };
  const span = LAST_DAY - FIRST_DAY, unit = span <= 45 ? "day" : span <= 31 * 48 ? "month" : span <= 92 * 60 ? "quarter" : "year";
  const starts = [], at = new Date(FIRST_DAY * DAY);
  let when = unit === "day" ? FIRST_DAY * DAY : Date.UTC(at.getUTCFullYear(), unit === "year" ? 0 : unit === "quarter" ? at.getUTCMonth() - at.getUTCMonth() % 3 : at.getUTCMonth());
  while (when / DAY <= LAST_DAY && starts.length < 400) {
    starts.push(Math.round(when / DAY));
    const d = new Date(when);
    when = unit === "day" ? when + DAY : Date.UTC(d.getUTCFullYear() + (unit === "year" ? 1 : 0), unit === "year" ? 0 : d.getUTCMonth() + (unit === "quarter" ? 3 : 1));
  }
  return { unit, starts: [...starts, Math.round(when / DAY)] };
}
const binOf = day => { let low = 0, high = BINS.starts.length - 2; while (low < high) { const mid = (low + high + 1) >> 1; if (BINS.starts[mid] <= day) low = mid; else high = mid - 1; } return low; };

function renderTime() {
  if (!DATED.length) { $("time").replaceChildren(); return; }
  const bins = BINS.starts.length - 1, sums = new Float64Array(bins), took = new Float64Array(bins);
  for (const c of chosen.facets.days) {
    const first = binOf(CONTACTS.first[c]), last = binOf(CONTACTS.last[c]), real = TOOK_PLACE.has(CONTACTS.status[c]);
    for (let b = first; b <= last; b++) { sums[b] += 1 / (last - first + 1); if (real) took[b] += 1 / (last - first + 1); }
  }
  const most = Math.max(1e-9, ...sums), from = state.from ?? -Infinity, to = state.to ?? Infinity;
  const bars = [];
  for (let b = 0; b < bins; b++) {
    const inside = BINS.starts[b] <= to && BINS.starts[b + 1] - 1 >= from, x = 1000 * b / bins, w = Math.min(BAR_AT_MOST, Math.max(1000 / bins - (bins > 60 ? 1.5 : 3), 1)), at = x + Math.max(0, (1000 / bins - w) / 2);
    const high = 44 * sums[b] / most, solid = 44 * took[b] / most;
    bars.push(s("rect", { x, y: 0, width: 1000 / bins, height: 46, class: "slot" + (inside ? "" : " out") }));
    if (sums[b]) bars.push(s("rect", { x: at, y: 46 - Math.max(high, 1.5), width: w, height: Math.max(high, 1.5), class: "bar open-bar" + (inside ? "" : " out") }));
    if (took[b]) bars.push(s("rect", { x: at, y: 46 - Math.max(solid, 1.5), width: w, height: Math.max(solid, 1.5), class: "bar" + (inside ? "" : " out") }));
  }
  const chart = s("svg", { class: "bars", viewBox: "0 0 1000 46", preserveAspectRatio: "none", role: "img", "aria-label": word("perBar", BINS.unit) }, ...bars);
  chart.addEventListener("pointerdown", brush);
  const focused = document.activeElement && document.activeElement.id;
  $("time").replaceChildren(
    h("button", { class: "ghost round", id: "play", onclick: playOrStop, "aria-label": t(playing ? "pause" : "play"), title: t(playing ? "pause" : "play") }, icon(playing ? "pause" : "play")),
    h("div", { class: "chart" }, chartKey(), chart, h("div", { class: "axis" }, axisWords().map(([share, text]) => { const tick = h("span", {}, text); tick.style.left = share * 100 + "%"; return tick; }))),
    UNDATED ? undatedBar(most) : "",
    h("button", { class: "ghost round narrow", id: "dates", "aria-expanded": String(datesOpen), "aria-label": t("dates"), title: t("dates"), onclick: () => { datesOpen = !datesOpen; renderTime(); } }, icon("planned")),
    h("div", { class: "range" + (datesOpen ? " open" : "") },
      dateField("from"), dateField("to"),
      UNDATED ? h("label", { class: "box" }, h("input", { type: "checkbox", id: "undated", checked: withUndated(), onchange: event => { state.undated = event.currentTarget.checked; update(); } }), h("span", { class: "grow" }, t("undated")), count(chosen.facets.undated)) : null));
  if (focused && $(focused)) $(focused).focus({ preventScroll: true });
}
/** A year, a month or a day, written as in the graph: the first day of it for the beginning of a period, the last for its end. */
const dateField = end => h("label", { class: "date" }, h("span", {}, t(end)), h("input", { type: "text", id: "date-" + end, value: isoOfDay(state[end]), placeholder: (end === "from" ? isoOfDay(FIRST_DAY) : isoOfDay(LAST_DAY)).slice(0, 7), title: t("dateHint"), maxlength: 10, autocomplete: "off",
  onchange: event => { const field = event.currentTarget, day = edgeOf(field.value.trim(), end); field.setAttribute("aria-invalid", String(day === undefined)); if (day !== undefined) { state[end] = day; update(); } } }));
/** What the two tones of a bar mean. */
const chartKey = () => h("p", { class: "chart-key" }, h("span", {}, word("perBar", BINS.unit)), h("span", {}, h("i", { class: "tone took" }), t("took")), h("span", {}, h("i", { class: "tone" }), t("otherwise")));
/** Contacts without a full date, on the scale of the bars but apart from them. */
function undatedBar(most) {
  const n = chosen.facets.undated, high = Math.max(n ? 1.5 : 0, Math.min(44, 44 * n / most));
  return h("div", { class: "undated" + (withUndated() ? "" : " out"), title: t("undated") }, s("svg", { viewBox: "0 0 22 46", "aria-hidden": "true" },
    s("defs", {}, s("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("rect", { width: 2.5, height: 5, class: "hatch" }))),
    s("rect", { x: 1, y: 46 - high, width: 20, height: high, fill: "url(#hatch)", class: "hatched" })), h("span", {}, t("noDate")));
}
/** Where the words under the bars stand: the start of years or months, as many as fit. */
function axisWords() {
  const bins = BINS.starts.length - 1, room = Math.max(2, Math.floor($("time").clientWidth * 0.55 / 74)), words = [], years = BINS.unit !== "day" && bins > room;
  let step = 1;
  const marks = [];
  for (let b = 0; b < bins; b++) { const d = new Date(BINS.starts[b] * DAY); if (!years || d.getUTCMonth() === 0 || (b === 0 && bins < 14)) marks.push([b, d]); }
  if (!marks.length) marks.push([0, new Date(BINS.starts[0] * DAY)]);
  while (marks.length / step > room) step++;
  marks.forEach(([b, d], k) => { if (k % step === 0) words.push([b / bins, dateFormat(BINS.unit === "day" ? { day: "numeric", month: "short" } : years && d.getUTCMonth() === 0 ? { year: "numeric" } : BINS.unit === "year" ? { year: "numeric" } : { month: "short", year: "numeric" }).format(d)]); });
  return words.filter(([share]) => share < 0.95);
}
function brush(down) {
  const chart = down.currentTarget, box = chart.getBoundingClientRect(), bins = BINS.starts.length - 1;
  const bin = event => Math.max(0, Math.min(bins - 1, Math.floor((event.clientX - box.left) / box.width * bins)));
  const start = bin(down), whole = state.from === BINS.starts[start] && state.to === BINS.starts[start + 1] - 1;
  down.preventDefault();
  stopPlaying();
  const move = event => { const end = bin(event); state.from = BINS.starts[Math.min(start, end)]; state.to = BINS.starts[Math.max(start, end) + 1] - 1; later(); };
  const up = event => { removeEventListener("pointermove", move); removeEventListener("pointerup", up); if (whole && bin(event) === start) { state.from = state.to = null; } else move(event); update(); };
  addEventListener("pointermove", move);
  addEventListener("pointerup", up);
}
let waiting = 0;
const later = () => { if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; update(); }); };
/** Move a window of one bar through time, from the first to the last. */
function playOrStop() {
  if (playing) { stopPlaying(); update(); return; }
  const bins = BINS.starts.length - 1, kept = { from: state.from, to: state.to };
  const first = state.from === null ? 0 : binOf(state.from), last = state.to === null ? bins - 1 : binOf(state.to);
  let at = first;
  const tick = () => {
    if (at > last) { stopPlaying(); Object.assign(state, kept); update(); return; }
    state.from = kept.from ?? BINS.starts[first];
    state.to = Math.min(BINS.starts[at + 1] - 1, kept.to ?? Infinity);
    at++;
    update();
  };
  playing = setInterval(tick, calm() ? 1600 : Math.max(160, Math.min(700, 14000 / (last - first + 1))));
  tick();
}
function stopPlaying() { if (playing) clearInterval(playing); playing = null; }

/** What is hidden or cut, said in words. */
function renderNotes() {
  const notes = [], hidden = chosen.drawable - chosen.contacts;
  if (state.ego && state.open && state.open.actor !== undefined) notes.push(t(state.ego === 1 ? "noteEgo1" : "noteEgo", { name: cut(actorName(state.open.actor), 30), n: state.ego }));
  if (hidden > 0) notes.push(tn("noteHidden", hidden));
  if (!withUndated() && UNDATED) notes.push(tn("noteUndated", UNDATED));
  if (chosen.lone) notes.push(tn("noteAlone", chosen.lone));
  if (scene.inside) notes.push(tn("noteInside", scene.inside));
  let lone = 0;
  for (let i = 0; i < N_ACTORS; i++) if (PAIRS_OF_ACTOR.start[i] === PAIRS_OF_ACTOR.start[i + 1]) lone++;
  if (lone) notes.push(tn("noteLone", lone));
  if (state.view === "network") {
    if (labelsLeftOut) notes.push(t("noteLabels"));
    if (namesCut) notes.push(t("noteCut"));
  }
  const text = notes.join("\n");
  if ($("notes").dataset.text === text) return;
  $("notes").dataset.text = text;
  $("notes").replaceChildren(...notes.map(n => h("li", {}, icon("info"), h("span", {}, n))));
}
