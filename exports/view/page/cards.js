// The panel beside the picture: what is chosen, with the sentences that say so.

const CARD_CONTACTS = 12, CARD_LINES = 12;
const flags = new Set(); // ids of reports the reader flagged as wrong
let cardShown = CARD_CONTACTS;

function renderCard(takeFocus) {
  const card = $("card"), open = state.open;
  const body = state.path ? pathCard() : !open ? overviewCard() : open.pairs ? pairCard(open.pairs) : open.country !== undefined ? countryCard(open.country) : actorCard(open.actor);
  card.replaceChildren(...body);
  card.classList.toggle("open", !!(open || state.path));
  card.setAttribute("aria-label", t("details"));
  if (!takeFocus) return;
  card.scrollTop = 0;
  const heading = card.querySelector("h2");
  if (heading) heading.focus({ preventScroll: true });
}
const heading = (...words) => h("div", { class: "card-head" },
  h("h2", { tabindex: "-1" }, ...words),
  h("button", { class: "ghost round", onclick: closeCard, "aria-label": t("close"), title: t("close") }, icon("close")));
function closeCard() { state.path = null; open_(null); $("search").focus(); }

function overviewCard() {
  const busiest = scene.nodes.slice().sort((x, y) => y.weight - x.weight || x.unit - y.unit).slice(0, 7);
  const closest = scene.edges.slice(0, 7);
  return [
    h("div", { class: "card-head" }, h("h2", { tabindex: "-1" }, t("glance"))),
    h("p", { class: "lead" }, t("intro")),
    scene.nodes.length ? [h("h3", {}, t("legend")), legendKey()] : null,
    closest.length ? h("h3", {}, t("closest")) : null,
    h("ul", { class: "rows" }, closest.map(e => h("li", {}, h("button", { class: "row", onclick: () => open_({ pairs: e.pairs }, true) },
      lineSample(e.line), h("span", { class: "grow names" }, apart(scene.nodes[e.from].label), h("span", { class: "join" }, e.out === e.back ? "–" : e.out ? "→" : "←"), apart(scene.nodes[e.to].label)), e.secret ? lockMark() : null, count(e.all))))),
    busiest.length ? h("h3", {}, t("busiest")) : null,
    h("ul", { class: "rows" }, busiest.map(n => h("li", {}, h("button", { class: "row", onclick: () => openNode(n, true) },
      nodeSample(n), apart(n.label, { class: "grow" }), count(n.weight))))),
  ].flat().filter(Boolean);
}
const count = n => h("span", { class: "count" }, number(n));
const lockMark = () => h("span", { class: "lock", title: t("secret") }, icon("lock"), h("span", { class: "unseen" }, t("secret")));

/** A node and a line as the picture draws them, for lists and the legend. */
function nodeSample(n) {
  const box = s("svg", { class: "sample", viewBox: "-11 -11 22 22", "aria-hidden": "true" }, shapePath(n.shape, 0, 0, 9, { fill: n.color }));
  if (n.tag) { const text = s("text", { x: 0, y: n.shape === "triangle" ? 5 : 3, "text-anchor": "middle", fill: dark(n.color) ? "#fff" : "#14181e", "font-size": 8, "font-weight": 700 }); text.textContent = n.tag; box.append(text); }
  return box;
}
const DASHES = { solid: "", dashed: "6 4", dotted: "1.5 3.5", via: "7 3 1.500 3" };
const lineSample = line => s("svg", { class: "line", viewBox: "0 0 30 10", "aria-hidden": "true" },
  s("line", { x1: 1, x2: 29, y1: 5, y2: 5, stroke: "currentColor", "stroke-width": line === "via" ? 1.5 : 2.4, "stroke-dasharray": DASHES[line] || "none" }));
function shapePath(shape, x, y, r, more) {
  if (shape === "circle") return s("circle", { cx: x, cy: y, r, ...more });
  if (shape === "square") return s("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, ...more });
  const points = shape === "hexagon"
    ? [0, 1, 2, 3, 4, 5].map(k => [x + r * Math.cos(k * Math.PI / 3), y + r * Math.sin(k * Math.PI / 3)])
    : [[x, y - r * 1.1], [x + r * 1.1, y + r * 0.8], [x - r * 1.1, y + r * 0.8]];
  return s("polygon", { points: points.map(p => p.map(v => v.toFixed(1)).join(",")).join(" "), ...more });
}

/** Contacts of these pairs that are in view, in time order. */
function contactsOf(pairs) {
  const found = new Set();
  for (const p of pairs) for (const c of slice(CONTACTS_OF_PAIR, p)) if (chosen.contactIn[c]) found.add(c);
  return inTimeOrder([...found]);
}
const inTimeOrder = list => list.sort((x, y) => (CONTACTS.first[x] ?? 1e9) - (CONTACTS.first[y] ?? 1e9) || (CONTACTS.id[x] < CONTACTS.id[y] ? -1 : 1));
const pairsInView = actor => [...slice(PAIRS_OF_ACTOR, actor)].filter(p => chosen.pairAll[p]);
const otherEnd = (p, i) => PAIRS.a[p] === i ? PAIRS.b[p] : PAIRS.a[p];

function subtitle(i) {
  return h("p", { class: "subtitle" }, word("kinds", NET.kinds[ACTORS.kind[i]]), ACTORS.country[i] ? [" · ", apart(countryName(ACTORS.country[i]))] : null);
}
function figures(contacts, more) {
  const took = contacts.filter(c => TOOK_PLACE.has(CONTACTS.status[c])).length, secret = contacts.filter(c => CONTACTS.secret[c]).length;
  const cell = (n, label) => h("div", { class: "figure" }, h("b", {}, number(n)), h("span", {}, label));
  return h("div", { class: "figures" }, more ? cell(more[0], more[1]) : null, cell(contacts.length, t(contacts.length === 1 ? "contacts1" : "contacts")), cell(took, t("took")), cell(secret, t("secret")));
}

function actorCard(i) {
  const pairs = pairsInView(i), contacts = contactsOf(pairs);
  const others = pairs.map(p => [otherEnd(p, i), p]).sort((x, y) => chosen.pairAll[y[1]] - chosen.pairAll[x[1]] || x[0] - y[0]);
  return [
    heading(apart(actorName(i))), subtitle(i), figures(contacts, [others.length, t(others.length === 1 ? "actors1" : "actors")]),
    h("div", { class: "buttons" },
      h("button", { class: "ghost" + (state.ego ? " on" : ""), "aria-pressed": String(!!state.ego), onclick: () => { state.ego = state.ego ? 0 : 1; update(); renderer.fit(null, true); } }, icon("network"), state.ego ? t("wholeNetwork") : t("onlyThese")),
      state.ego ? h("button", { class: "ghost", onclick: () => { state.ego = state.ego % 3 + 1; update(); renderer.fit(null, true); } }, tn("steps", state.ego)) : null,
      h("button", { class: "ghost", onclick: () => { state.path = { from: i, to: null }; refresh(true); $("search").focus(); } }, icon("path"), t("pathFrom"))),
    section("counterparts", limited(others, ([j, p]) => h("li", {}, h("button", { class: "row", onclick: () => open_({ pairs: [p], from: i }, true) },
      nodeSample(sampleOf(j)), apart(actorName(j), { class: "grow" }), contactsOf([p]).some(c => CONTACTS.secret[c]) ? lockMark() : null, count(chosen.pairAll[p]))))),
    officesSection(i),
    section("byChannel", tally(contacts, c => [CONTACTS.channel[c]], k => [icon(NET.channels[k]), word("channels", NET.channels[k])])),
    section("byOutlet", tally(contacts, c => SAID[c], o => [o === NO_OUTLET ? t("noOutlet") : apart(NET.outlets[o])])),
    ACTORS.alias[i] ? section("alsoCalled", [h("p", { class: "aliases" }, ACTORS.alias[i].flatMap((a, k) => [k ? ", " : "", apart(a)]))]) : null,
    linksSection(i),
  ].filter(Boolean);
}
const sampleOf = i => ({ shape: SHAPES[ACTORS.kind[i]], color: colorRank(COUNTRY_RANK.get(ACTORS.country[i])), tag: cut(ACTORS.country[i] || "", 3) });
const section = (key, children) => children && children.length ? h("section", {}, h("h3", {}, t(key)), children) : null;
/** A list that shows its first lines and a button for the rest. */
function limited(items, row, limit = CARD_LINES) {
  const list = h("ul", { class: "rows" }, items.slice(0, limit).map(row));
  if (items.length <= limit) return items.length ? [list] : [];
  const more = h("button", { class: "link", onclick: () => { more.remove(); list.append(...items.slice(limit).map(row)); list.children[limit].querySelector("button")?.focus(); } }, t("moreContacts", { n: number(items.length - limit) }));
  return [list, more];
}
function tally(contacts, values, label) {
  const sums = new Map();
  for (const c of contacts) for (const v of values(c)) sums.set(v, (sums.get(v) || 0) + 1);
  const most = Math.max(1, ...sums.values());
  return limited([...sums].sort((x, y) => y[1] - x[1] || x[0] - y[0]), ([value, n]) =>
    h("li", { class: "tally" }, h("span", { class: "grow" }, ...label(value)), h("meter", { min: 0, max: most, value: n, "aria-hidden": "true" }), count(n)), 6);
}
function officesSection(i) {
  const offices = evidence().offices[i];
  if (!offices) return null;
  return section("offices", [h("ul", { class: "offices" }, offices.map(([office, of, earliest, latest, inferred]) => h("li", {},
    apart(office), of ? [", ", apart(countryName(of))] : null, " ",
    h("span", { class: "soft" }, earliest && latest && earliest !== latest ? t("fromTo", { from: dateInWords(earliest), to: dateInWords(latest) }) : earliest || latest ? t("since", { from: dateInWords(earliest || latest) }) : "", inferred ? " · " + t("inferred") : ""))))]);
}
function linksSection(i) {
  const links = (evidence().links[i] || []).map(safeLink).filter(Boolean);
  return section("links", links.length ? [h("ul", { class: "plain" }, links.map(url => h("li", {}, outLink(url, url.replace(/^https?:\/\/(www\.)?/, "")))))] : []);
}
const outLink = (url, text) => h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, apart(text), h("span", { class: "unseen" }, ` (${t("openArticle")})`));

function countryCard(code) {
  const members = [];
  for (let i = 0; i < N_ACTORS; i++) if (chosen.actorIn[i] && ACTORS.country[i] === code) members.push(i);
  const pairs = [...new Set(members.flatMap(pairsInView))], contacts = contactsOf(pairs);
  const insideOnly = contacts.filter(c => CONTACTS.links[c].every((p, k) => k % 2 || !chosen.pairAll[p] || (ACTORS.country[PAIRS.a[p]] === code && ACTORS.country[PAIRS.b[p]] === code)));
  members.sort((x, y) => chosen.weight[y] - chosen.weight[x] || x - y);
  return [
    heading(apart(countryName(code))), figures(contacts, [members.length, t(members.length === 1 ? "actors1" : "actors")]),
    insideOnly.length ? h("p", { class: "soft" }, t("inside", { n: number(insideOnly.length) })) : null,
    section("membersOf", limited(members, i => h("li", {}, h("button", { class: "row", onclick: () => open_({ actor: i }, true) }, nodeSample(sampleOf(i)), apart(actorName(i), { class: "grow" }), count(chosen.weight[i]))))),
    section("byChannel", tally(contacts, c => [CONTACTS.channel[c]], k => [icon(NET.channels[k]), word("channels", NET.channels[k])])),
  ].filter(Boolean);
}

function pathCard() {
  const { from, to } = state.path, stop = h("button", { class: "ghost", onclick: () => { state.path = null; refresh(true); } }, t("cancel"));
  if (to === null) return [heading(t("pathTitle")), h("p", { class: "lead" }, apart(actorName(from)), " → …"), h("p", {}, t("pathPick")), h("div", { class: "buttons" }, stop)];
  const way = state.path.way;
  if (!way) return [heading(t("pathTitle")), h("p", { class: "lead" }, apart(actorName(from)), " → ", apart(actorName(to))), h("p", {}, t("pathNone")), h("div", { class: "buttons" }, stop)];
  const rows = way.flatMap((i, k) => {
    const p = k ? pairBetween(way[k - 1], i) : -1;
    return [k ? h("li", { class: "step" }, h("button", { class: "row", onclick: () => { state.path = null; open_({ pairs: [p] }, true); } }, lineSample(lineOf(p)), h("span", { class: "grow" }, tn2(chosen.pairAll[p], "contacts")))) : null,
      h("li", {}, h("button", { class: "row", onclick: () => { state.path = null; open_({ actor: i }, true); } }, nodeSample(sampleOf(i)), apart(actorName(i), { class: "grow" })))];
  });
  return [heading(t("pathTitle")), h("p", { class: "lead" }, tn("pathSteps", way.length - 1)), h("ol", { class: "rows path" }, rows.filter(Boolean)), h("div", { class: "buttons" }, stop)];
}
const tn2 = (n, key) => `${number(n)} ${t(n === 1 ? key + "1" : key)}`;
const lineOf = p => { const e = scene.edges.find(x => x.pairs.includes(p)); return e ? e.line : "solid"; };

function pairCard(pairs) {
  const contacts = contactsOf(pairs), only = state.open.contact;
  const ends = pairs.length === 1 ? [PAIRS.a[pairs[0]], PAIRS.b[pairs[0]]] : null;
  const names = ends ? ends.map(actorName) : endsOfRolled(pairs);
  const list = only !== undefined && chosen.contactIn[only] ? [only, ...contacts.filter(c => c !== only)] : contacts;
  const shown = list.slice(0, cardShown);
  return [
    heading(ends ? h("button", { class: "name", onclick: () => open_({ actor: ends[0] }, true) }, apart(names[0])) : apart(names[0]), h("span", { class: "join" }, " – "), ends ? h("button", { class: "name", onclick: () => open_({ actor: ends[1] }, true) }, apart(names[1])) : apart(names[1])),
    figures(contacts), h("h3", {}, t("contactsBetween")),
    h("ol", { class: "contacts" }, shown.map(contactItem)),
    list.length > shown.length ? h("button", { class: "link", onclick: () => { cardShown += 50; renderCard(); } }, t("moreContacts", { n: number(list.length - shown.length) })) : null,
  ].filter(Boolean);
}
function endsOfRolled(pairs) {
  const name = u => u < NET.countries.code.length ? countryName(NET.countries.code[u]) : actorName(NET.countries.alone[u - NET.countries.code.length]);
  if (state.level === "actors") return [actorName(PAIRS.a[pairs[0]]), actorName(PAIRS.b[pairs[0]])];
  return [name(unitOf(PAIRS.a[pairs[0]])), name(unitOf(PAIRS.b[pairs[0]]))];
}

const chip = (kind, text, mark) => h("span", { class: "chip " + kind }, mark ? icon(mark) : null, text);
function contactItem(c) {
  const [reports, place, topic, contestedBy, history, parts, conflicts] = evidence().contacts[c];
  const status = NET.statuses[CONTACTS.status[c]], channel = NET.channels[CONTACTS.channel[c]];
  return h("li", { class: "contact " + status },
    h("p", { class: "when" }, dateInWords(CONTACTS.date[c] || null), place ? h("span", { class: "soft" }, " ", ...around_("at", "place", apart(place))) : null),
    h("p", { class: "chips" }, chip("how", word("channels", channel), channel), chip(status, word("statuses", status), status),
      CONTACTS.secret[c] ? chip("secret", t("secret"), "lock") : null, CONTACTS.contested[c] ? chip("denied", t("contested"), "denied") : null),
    topic ? h("p", { class: "topic" }, ...around_("aboutTopic", "topic", apart(topic))) : null,
    h("ul", { class: "parts" }, parts.map(([i, role, inferred]) => h("li", {}, h("button", { class: "name", onclick: () => open_({ actor: i }, true) }, apart(actorName(i))), " ", h("span", { class: "soft" }, word("roles", role), inferred ? ` (${t("inferred")})` : "")))),
    h("p", { class: "soft small" }, tn("toldBy", CONTACTS.outlets[c]), " · ", t("confidenceIs", { n: number(CONTACTS.confidence[c]) })),
    reports.map(r => reportItem(r, contestedBy.includes(r))),
    conflicts ? conflicts.map(([field, values]) => h("p", { class: "soft warn" }, t("disagree", { field: word("fields", field), values: values.map(v => cut(v, 60)).join(" / ") }))) : null,
    history.length > 1 ? h("p", { class: "soft" }, t("history") + ": " + history.map(([when, what]) => `${when ? dateInWords(when) + " " : ""}${word("statuses", what)}`).join(" → ")) : null);
}
/** A sentence of the page with an element in one of its blanks. */
function around_(key, blank, element) {
  const [before, after] = STRINGS[lang][key].split(`{${blank}}`);
  return [before, element, after];
}
function reportItem(r, denies) {
  const [id, article, , quotes, chain, confidence, warnings] = evidence().reports[r];
  const [articleId, title, published, outlet, url, language, copyOf] = evidence().articles[article] || ["", null, null, -1, null, null, null];
  const link = safeLink(url), name = title || t("untitled", { id: articleId });
  const flagged = flags.has(id);
  return h("div", { class: "report" + (denies ? " denies" : "") + (flagged ? " flagged" : "") },
    quotes.length ? quotes.map(q => h("blockquote", { lang: language || undefined }, apart(q))) : h("p", { class: "soft" }, t("noQuote")),
    h("p", { class: "cite" }, outlet >= 0 ? [h("b", {}, apart(NET.outlets[outlet])), " · "] : null, link ? outLink(link, name) : apart(name),
      published ? h("span", { class: "soft" }, " · ", t("published", { date: dateInWords(published) })) : null,
      copyOf ? h("span", { class: "soft" }, " · ", ...around_("copyOf", "id", apart(copyOf))) : null),
    chain.length ? h("p", { class: "soft small" }, ...around_("saysChain", "names", h("span", {}, chain.flatMap(([who, stance], k) => [k ? " → " : "", apart(who), stance !== "affirms" ? ` (${word("stances", stance)})` : ""])))) : null,
    warnings.includes("role-conflict") ? h("p", { class: "soft warn" }, t("roleConflict")) : null,
    h("button", { class: "link flagger", "aria-pressed": String(flagged), onclick: event => { if (flags.has(id)) flags.delete(id); else flags.add(id); const old = event.currentTarget.closest(".report"), made = reportItem(r, denies); old.replaceWith(made); made.querySelector(".flagger").focus(); renderSave(); } }, icon("flag"), flagged ? t("unflag") : t("flag")));
}
