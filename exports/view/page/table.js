// The same selection as rows: sortable, with the keyboard alone, and for those who cannot see the picture.

const ROWS_AT_ONCE = 100, ROWS_ON_PAPER = 5000;
const sorting = { column: "date", down: false, page: 0 };
const COLUMNS = ["date", "who", "channel", "status", "secrecy", "place", "outlet", "confidence"];

function tableRows() {
  const rows = [];
  for (let c = 0; c < N_CONTACTS; c++) if (chosen.contactIn[c]) rows.push(c);
  const key = {
    date: c => CONTACTS.first[c] ?? 1e9, who: c => folded(whoOf(c)), channel: c => word("channels", NET.channels[CONTACTS.channel[c]]),
    status: c => CONTACTS.status[c], secrecy: c => -CONTACTS.secret[c], place: c => evidence().contacts[c][1] || "\uffff",
    outlet: c => -CONTACTS.outlets[c], confidence: c => -CONTACTS.confidence[c],
  }[sorting.column];
  const keys = new Map(rows.map(c => [c, key(c)]));
  const sign = sorting.down ? -1 : 1;
  return rows.sort((x, y) => { const a = keys.get(x), b = keys.get(y); return (a < b ? -1 : a > b ? 1 : 0) * sign || (CONTACTS.id[x] < CONTACTS.id[y] ? -1 : 1); });
}
const partsOf = c => evidence().contacts[c][5];
const whoOf = c => partsOf(c).map(([i]) => actorName(i)).join(" – ");

function renderTable() {
  if (state.view !== "table") return;
  const rows = tableRows(), many = printing ? ROWS_ON_PAPER : ROWS_AT_ONCE, pages = Math.max(1, Math.ceil(rows.length / many));
  const page = Math.min(sorting.page, pages - 1), first = page * many, shown = rows.slice(first, first + many);
  if (!printing) sorting.page = page;
  const head = COLUMNS.map(name => h("th", { scope: "col", role: "columnheader", "aria-sort": sorting.column === name ? (sorting.down ? "descending" : "ascending") : undefined },
    h("button", { class: "sort", id: "sort-" + name, onclick: () => { sorting.down = sorting.column === name && !sorting.down; sorting.column = name; sorting.page = 0; renderTable(); $("sort-" + name).focus(); } }, word("columns", name), h("span", { class: "arrow", "aria-hidden": "true" }, sorting.column === name ? (sorting.down ? "▾" : "▴") : ""))));
  $("table").replaceChildren(
    h("table", { role: "table" }, h("caption", { class: "unseen" }, t("title")), h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head)), h("tbody", { role: "rowgroup" }, shown.map(tableRow))),
    h("div", { class: "pager" }, h("span", {}, t("rows", { from: number(rows.length ? first + 1 : 0), to: number(first + shown.length), n: number(rows.length) })),
      h("button", { class: "ghost", disabled: !sorting.page, onclick: () => { sorting.page--; renderTable(); $("table").scrollTop = 0; } }, t("previous")),
      h("button", { class: "ghost", disabled: sorting.page >= pages - 1, onclick: () => { sorting.page++; renderTable(); $("table").scrollTop = 0; } }, t("next"))));
}
function tableRow(c) {
  const status = NET.statuses[CONTACTS.status[c]], channel = NET.channels[CONTACTS.channel[c]];
  const pairs = CONTACTS.links[c].filter((_, k) => k % 2 === 0).filter(p => chosen.pairAll[p]);
  const who = partsOf(c).flatMap(([i], k) => [k ? " – " : "", apart(cut(actorName(i), 60))]);
  const cell = (name, ...what) => h("td", { role: "cell", class: "of-" + name + (what.every(x => x === null || x === "–") ? " nothing" : "") }, ...what);
  return h("tr", { role: "row", "data-contact": CONTACTS.id[c] },
    cell("date", dateInWords(CONTACTS.date[c] || null)),
    h("th", { scope: "row", role: "rowheader" }, h("button", { class: "name", onclick: () => open_({ pairs: pairs.slice(0, 1), contact: c }, true) }, who)),
    cell("channel", h("span", { class: "chip how" }, icon(channel), word("channels", channel))),
    cell("status", h("span", { class: "chip " + status }, icon(status), word("statuses", status))),
    cell("secrecy", CONTACTS.secret[c] ? h("span", { class: "chip secret" }, icon("lock"), t("secret")) : null),
    cell("place", evidence().contacts[c][1] ? apart(cut(evidence().contacts[c][1], 40)) : "–"),
    cell("outlet", ...(CONTACTS.said[c].length ? CONTACTS.said[c].flatMap((o, k) => [k ? ", " : "", apart(cut(NET.outlets[o], 40))]) : ["–"])),
    cell("confidence", number(CONTACTS.confidence[c])));
}
