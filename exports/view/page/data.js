// What the page was given, and words and dates for it. Nothing here touches the picture.

const readIsland = id => JSON.parse(document.getElementById(id).textContent);
const STRINGS = readIsland("strings");
const NET = readIsland("network");
const ACTORS = NET.actors, PAIRS = NET.pairs, CONTACTS = NET.contacts;
const N_ACTORS = ACTORS.id.length, N_PAIRS = PAIRS.a.length, N_CONTACTS = CONTACTS.id.length;
const BOTH = 0, FORWARD = 1, BACKWARD = 2, THROUGH = 3;
const TOOK_PLACE = new Set(["occurred", "ongoing"].map(s => NET.statuses.indexOf(s)));
const OPEN_STATUS = new Set(["planned", "proposed"].map(s => NET.statuses.indexOf(s)));
const DAY = 86400000;

let evidenceRead = null;
/** The second part, read when the first click asks for it. */
function evidence() {
  evidenceRead = evidenceRead || readIsland("evidence");
  return evidenceRead;
}

/** For each pair its contacts, and for each actor its pairs, as lists into one array. */
function grouped(count, total, each) {
  const start = new Uint32Array(count + 1);
  each((key) => { start[key + 1]++; });
  for (let i = 0; i < count; i++) start[i + 1] += start[i];
  const fill = start.slice(), items = new Uint32Array(start[count]), extra = new Uint8Array(start[count]);
  each((key, value, more) => { const at = fill[key]++; items[at] = value; extra[at] = more || 0; });
  return { start, items, extra };
}
const CONTACTS_OF_PAIR = grouped(N_PAIRS, N_CONTACTS, put => {
  CONTACTS.links.forEach((links, c) => { for (let k = 0; k < links.length; k += 2) put(links[k], c, links[k + 1]); });
});
const PAIRS_OF_ACTOR = grouped(N_ACTORS, N_PAIRS, put => {
  for (let p = 0; p < N_PAIRS; p++) { put(PAIRS.a[p], p); put(PAIRS.b[p], p); }
});
const slice = (groups, key) => groups.items.subarray(groups.start[key], groups.start[key + 1]);

const ACTOR_BY_ID = new Map(ACTORS.id.map((id, i) => [id, i]));

let lang = "en";
/** A word or sentence of the page in the language chosen, its {blanks} filled. */
function t(key, blanks) {
  let text = STRINGS[lang][key];
  if (text === undefined) return key;
  if (blanks) for (const name in blanks) text = text.split(`{${name}}`).join(String(blanks[name]));
  return text;
}
/** The same for a counted thing: `key` + 1 where there is one. */
const tn = (key, n) => t(n === 1 && STRINGS[lang][key + "1"] ? key + "1" : key, { n: number(n) });
const word = (group, key) => STRINGS[lang][group][key] || key;
const number = n => new Intl.NumberFormat(lang).format(n);

const actorName = i => (ACTORS.labels[i] && ACTORS.labels[i][lang]) || ACTORS.name[i];
const regionNames = {};
function countryName(code) {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  try {
    regionNames[lang] = regionNames[lang] || new Intl.DisplayNames([lang], { type: "region" });
    return regionNames[lang].of(code) || code;
  } catch { return code; }
}
const cut = (text, length) => {
  const plain = visible(text), letters = Array.from(plain.length > 4 * length ? plain.slice(0, 4 * length) : plain);
  return letters.length > length ? letters.slice(0, length - 1).join("") + "…" : plain;
};
/** Text for a picture: no line breaks or control characters, and nothing that turns the writing direction around. */
const visible = text => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").replace(/[\u202a-\u202e\u2066-\u2069]/g, "");

const isoOfDay = day => day == null ? "" : new Date(day * DAY).toISOString().slice(0, 10);
/** The first ("from") or last ("to") day of a year, month or day; null for nothing, undefined for what is none of these. */
function edgeOf(text, end) {
  if (!text) return null;
  const found = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text);
  if (!found) return undefined;
  const [, year, month, day] = found.map(Number), first = Date.UTC(year, (month || 1) - 1, day || 1);
  const written = isoOfDay(Math.round(first / DAY)).slice(0, text.length);
  if (written !== text) return undefined; // 2022-02-31
  return Math.round((end === "from" || day ? first : month ? Date.UTC(year, month, 0) : Date.UTC(year, 11, 31)) / DAY);
}
const dateFormat = (parts) => new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { ...parts, timeZone: "UTC" });

/** One EDTF date in words; what is not known is said, not guessed. */
function dateInWords(edtf) {
  if (!edtf) return t("dateUnknown");
  const [first, last] = edtf.split("/");
  if (!last) return pointInWords(first);
  const a = pointInWords(first), b = pointInWords(last);
  if (/^\d{4}-\d{2}-\d{2}$/.test(first) && first.slice(0, 7) === last.slice(0, 7)) return `${Number(first.slice(8))}–${b}`;
  return `${a} – ${b}`;
}
function pointInWords(text) {
  const found = /^(\d{4}|XXXX)(?:-(\d{2}))?(?:-(\d{2}))?([~?%]?)$/.exec(text);
  if (!found) return text;
  const [, year, month, day, mark] = found;
  const when = Date.UTC(year === "XXXX" ? 2024 : Number(year), month ? month - 1 : 0, day || 1);
  const parts = { ...(year !== "XXXX" && { year: "numeric" }), ...(month && { month: "short" }), ...(day && { day: "numeric" }) };
  let words = dateFormat(parts).format(when);
  if (year === "XXXX") words = t("yearUnknown", { day: words });
  if (mark === "~" || mark === "%") words = t("about", { date: words });
  if (mark === "?" || mark === "%") words = t("uncertain", { date: words });
  return words;
}

/** A name as it is searched: no accents, no case. */
const folded = text => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/** The address if a browser may follow it, else null: http and https only. */
function safeLink(url) {
  if (!url || !/^https?:\/\//i.test(url.trim())) return null;
  try {
    const found = new URL(url.trim());
    return found.protocol === "http:" || found.protocol === "https:" ? found.href : null;
  } catch { return null; }
}

/** An element: attributes, `on…` listeners, children as text or elements. Text is never read as markup. */
function h(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const name in props || {}) {
    const value = props[name];
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "open") made[name] = value;
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter(c => c !== null && c !== undefined && c !== false));
  return made;
}
const $ = id => document.getElementById(id);
/** The same text set apart from its surroundings, so that a name written right to left, or trying to, disturbs no other. */
const apart = (text, props) => h("bdi", props, text);

const SVG = "http://www.w3.org/2000/svg";
function s(tag, props, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const name in props) made.setAttribute(name, String(props[name]));
  made.append(...children);
  return made;
}
const ICONS = {
  "phone-call": "M4.2 2.2 6.3 2l1.3 3.3-1.7 1.3c.6 1.5 2 2.9 3.5 3.5l1.3-1.7 3.3 1.3-.2 2.1c-.1 1-1 1.7-2 1.6C6.9 12.8 3.2 9.100 2.600 4.200c-.1-1 .6-1.900 1.600-2z",
  "video-call": "M2 4.500h8v7H2zM10 7l4-2v6l-4-2",
  "letter": "M2 3.500h12v9H2zM2 4l6 5 6-5",
  "message": "M2 3h12v8H7l-3.500 2.800V11H2z",
  "meeting": "M5.200 7.200a2.100 2.100 0 1 0 0-4.200 2.100 2.100 0 0 0 0 4.200zM10.800 7.200a2.100 2.100 0 1 0 0-4.200 2.100 2.100 0 0 0 0 4.200zM1.500 13c0-2.500 1.600-3.900 3.700-3.900S8.600 10.500 8.600 13M9.500 9.400c2.800-.9 5 .7 5 3.600",
  "visit": "M8 14s4.700-4.400 4.700-7.600a4.700 4.700 0 0 0-9.400 0C3.300 9.600 8 14 8 14zM8 8.200a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400z",
  "summit": "M3 14V2.500M3 3h9.500l-2 3 2 3H3",
  "talks": "M1.500 2.500h8v5.500H5.500L3.300 10V8H1.500zM7 10.200h2.700l2.600 2.200v-2.200h2.200V5.500h-2.500",
  "contact": "M3.500 8h9M10 5l3 3-3 3M6 5 3 8l3 3",
  "lock": "M4 7.200h8V14H4zM5.500 7V5a2.500 2.500 0 0 1 5 0v2",
  "flag": "M4 14V2.500M4 3h8l-1.600 2.600L12 8.500H4",
  "occurred": "M3 8.500 6.500 12 13 4.500",
  "ongoing": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.500V8l2.500 1.800",
  "planned": "M2.500 3.500h11v10h-11zM2.500 6.500h11M5.500 2v3M10.500 2v3",
  "proposed": "M6 6c0-2.800 4.200-2.800 4.200 0C10.200 8 8 7.900 8 10M8 12.700v.3",
  "cancelled": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM4 4l8 8",
  "denied": "M3.500 3.500l9 9M12.500 3.500l-9 9",
  "play": "M4.500 3v10l8-5z", "pause": "M5 3v10M11 3v10",
  "plus": "M8 3v10M3 8h10", "minus": "M3 8h10", "fit": "M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10",
  "filter": "M2 3h12L9.500 8.500V13l-3-1.500v-3z", "table": "M2 3h12v10H2zM2 6.300h12M2 9.700h12M6 3v10",
  "network": "M4 4.500a1.800 1.800 0 1 0 0-.01zM12 6.500a1.800 1.800 0 1 0 0-.01zM5.500 13a1.800 1.800 0 1 0 0-.01zM5.700 4.700l4.600 1.400M4.200 6.300l1 4.900M10.700 7.800l-3.900 4",
  "close": "M3.500 3.500l9 9M12.500 3.500l-9 9", "back": "M9.500 3 4.500 8l5 5", "save": "M8 2v8M4.500 7 8 10.500 11.500 7M2.500 13.500h11",
  "theme": "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12", "help": "M6 6c0-2.800 4.200-2.800 4.200 0C10.200 8 8 7.900 8 10M8 12.700v.3",
  "info": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.300v3.700M8 4.900v.3", "search": "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.700 10.700 14 14", "path": "M3.500 13a1.500 1.500 0 1 0 0-.01zM12.500 4.500a1.500 1.500 0 1 0 0-.01zM5 12.500c6 0 0-8 6-8.300",
};
const icon = name => s("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, s("path", { d: ICONS[name] || ICONS.contact }));
