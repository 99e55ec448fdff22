// Which contacts, pairs and actors are in view, and how many each value of each filter would show.

/** Everything the reader can choose; the address after # holds the same. */
const state = {
  view: "network", level: "actors", color: "country", theme: "auto",
  channels: new Set(), statuses: new Set(), kinds: new Set(), countries: new Set(), outlets: new Set(), // empty: all
  from: null, to: null, secret: false, minOutlets: 1, confidence: 0,
  undated: null, // null: in view until a period is chosen
  open: null, // what the card shows: {actor}, {pairs} or {country}
  ego: 0, path: null,
};
const NO_COUNTRY = "-", NO_OUTLET = -1;
const countryOf = i => ACTORS.country[i] || NO_COUNTRY;
const COUNTRY_CODES = [...new Set(ACTORS.country.map(c => c || NO_COUNTRY))].sort();
const COUNTRY_INDEX = new Map(COUNTRY_CODES.map((c, i) => [c, i]));
const ACTOR_COUNTRY = Uint16Array.from(ACTORS.country, c => COUNTRY_INDEX.get(c || NO_COUNTRY));
const SAID = CONTACTS.said.map(list => list.length ? list : [NO_OUTLET]);

// One bit for each filter a contact or a pair can fail.
const F_STATUS = 1, F_CHANNEL = 2, F_SECRET = 4, F_DATE = 8, F_OUTLET = 16, F_MIN = 32, F_SURE = 64, F_KIND = 128, F_COUNTRY = 256, F_EGO = 512;

const withUndated = () => state.undated ?? (state.from === null && state.to === null);
const failsDate = c => {
  if (CONTACTS.first[c] === null) return !withUndated();
  return (state.from !== null && CONTACTS.last[c] < state.from) || (state.to !== null && CONTACTS.first[c] > state.to);
};
/** The filters one contact fails, as bits. */
function contactFails(c) {
  return (state.statuses.size && !state.statuses.has(CONTACTS.status[c]) ? F_STATUS : 0)
    | (state.channels.size && !state.channels.has(CONTACTS.channel[c]) ? F_CHANNEL : 0)
    | (state.secret && !CONTACTS.secret[c] ? F_SECRET : 0)
    | (failsDate(c) ? F_DATE : 0)
    | (state.outlets.size && !SAID[c].some(o => state.outlets.has(o)) ? F_OUTLET : 0)
    | (CONTACTS.outlets[c] < state.minOutlets ? F_MIN : 0)
    | (CONTACTS.confidence[c] < state.confidence ? F_SURE : 0);
}
/** The filters one pair fails: both ends of a chosen kind, one end of a chosen country. */
function pairFails(p, near) {
  const a = PAIRS.a[p], b = PAIRS.b[p];
  return (state.kinds.size && !(state.kinds.has(ACTORS.kind[a]) && state.kinds.has(ACTORS.kind[b])) ? F_KIND : 0)
    | (state.countries.size && !state.countries.has(countryOf(a)) && !state.countries.has(countryOf(b)) ? F_COUNTRY : 0)
    | (near && !(near[a] && near[b]) ? F_EGO : 0);
}

/** Actors within `steps` of one, over all pairs the other filters leave. */
function around(actor, steps, passes) {
  const near = new Uint8Array(N_ACTORS);
  near[actor] = 1;
  let edge = [actor];
  for (let k = 0; k < steps; k++) {
    const next = [];
    for (const i of edge) for (const p of slice(PAIRS_OF_ACTOR, i)) {
      if (!passes(p)) continue;
      const j = PAIRS.a[p] === i ? PAIRS.b[p] : PAIRS.a[p];
      if (!near[j]) { near[j] = 1; next.push(j); }
    }
    edge = next;
  }
  return near;
}

let chosen = null;
/** Work out what is in view. A contact is in view if it passes and one of its pairs does; a pair if one of its contacts does. */
function choose() {
  const cFails = new Uint16Array(N_CONTACTS), pFails = new Uint16Array(N_PAIRS);
  for (let c = 0; c < N_CONTACTS; c++) cFails[c] = contactFails(c);
  for (let p = 0; p < N_PAIRS; p++) pFails[p] = pairFails(p, null);
  if (state.ego && state.open && state.open.actor !== undefined) {
    const alive = p => !pFails[p] && slice(CONTACTS_OF_PAIR, p).some(c => !cFails[c]);
    const near = around(state.open.actor, state.ego, alive);
    for (let p = 0; p < N_PAIRS; p++) pFails[p] |= pairFails(p, near);
  }
  const contactIn = new Uint8Array(N_CONTACTS), took = new Uint32Array(N_PAIRS), all = new Uint32Array(N_PAIRS);
  const facets = emptyFacets();
  for (let c = 0; c < N_CONTACTS; c++) countContact(c, cFails[c], pFails, contactIn, took, all, facets);
  const actorIn = new Uint8Array(N_ACTORS), weight = new Uint32Array(N_ACTORS);
  let pairs = 0;
  for (let p = 0; p < N_PAIRS; p++) if (all[p]) {
    pairs++;
    for (const i of [PAIRS.a[p], PAIRS.b[p]]) { actorIn[i] = 1; weight[i] += all[p]; }
  }
  let contacts = 0, tookPlace = 0, lone = 0, drawable = 0;
  for (let c = 0; c < N_CONTACTS; c++) {
    if (CONTACTS.links[c].length) drawable++; else lone++;
    if (contactIn[c]) { contacts++; if (TOOK_PLACE.has(CONTACTS.status[c])) tookPlace++; }
  }
  const actors = actorIn.reduce((sum, x) => sum + x, 0);
  chosen = { contactIn, pairAll: all, pairTook: took, actorIn, weight, facets, pairs, contacts, actors, tookPlace, lone, drawable };
  return chosen;
}
const emptyFacets = () => ({
  status: new Uint32Array(NET.statuses.length), channel: new Uint32Array(NET.channels.length), secret: 0,
  kind: new Uint32Array(NET.kinds.length), country: new Uint32Array(COUNTRY_CODES.length),
  outlet: new Map(), days: [], undated: 0,
});

/** Count one contact: into the picture if it fails nothing, and into the values of a filter if it fails only that one. */
function countContact(c, fails, pFails, contactIn, took, all, facets) {
  const links = CONTACTS.links[c];
  if (fails & (fails - 1)) return; // fails two or more
  let free = 0, anyKind = 0, anyCountry = 0;
  for (let k = 0; k < links.length; k += 2) {
    const bad = pFails[links[k]];
    if (!bad) free++;
    else if (bad === F_KIND) anyKind++;
    else if (bad === F_COUNTRY) anyCountry++;
  }
  if (!fails && free) {
    contactIn[c] = 1;
    const real = TOOK_PLACE.has(CONTACTS.status[c]);
    for (let k = 0; k < links.length; k += 2) if (!pFails[links[k]]) { all[links[k]]++; if (real) took[links[k]]++; }
  }
  if (free) {
    if (!fails || fails === F_STATUS) facets.status[CONTACTS.status[c]]++;
    if (!fails || fails === F_CHANNEL) facets.channel[CONTACTS.channel[c]]++;
    if ((!fails || fails === F_SECRET) && CONTACTS.secret[c]) facets.secret++;
    if (!fails || fails === F_DATE) { if (CONTACTS.first[c] === null) facets.undated++; else facets.days.push(c); }
    if (!fails || fails === F_OUTLET) for (const o of SAID[c]) facets.outlet.set(o, (facets.outlet.get(o) || 0) + 1);
  }
  if (!fails && (free || anyKind)) countEnds(links, pFails, F_KIND, facets.kind, i => ACTORS.kind[i]);
  if (!fails && (free || anyCountry)) countEnds(links, pFails, F_COUNTRY, facets.country, i => ACTOR_COUNTRY[i]);
}
/** Each value that stands at an end of one of the contact's pairs counts the contact once. */
function countEnds(links, pFails, own, counts, value) {
  const seen = new Set();
  for (let k = 0; k < links.length; k += 2) if (!(pFails[links[k]] & ~own)) {
    seen.add(value(PAIRS.a[links[k]]));
    seen.add(value(PAIRS.b[links[k]]));
  }
  for (const v of seen) counts[v]++;
}

/** The fewest steps between two actors over the pairs in view, as actors; null if there is no way. */
function shortestPath(from, to) {
  const before = new Int32Array(N_ACTORS).fill(-1);
  before[from] = from;
  let edge = [from];
  while (edge.length && before[to] < 0) {
    const next = [];
    for (const i of edge) for (const p of slice(PAIRS_OF_ACTOR, i)) {
      if (!chosen.pairAll[p]) continue;
      const j = PAIRS.a[p] === i ? PAIRS.b[p] : PAIRS.a[p];
      if (before[j] < 0) { before[j] = i; next.push(j); }
    }
    edge = next;
  }
  if (before[to] < 0) return null;
  const way = [to];
  while (way[0] !== from) way.unshift(before[way[0]]);
  return way;
}
const pairBetween = (i, j) => { for (const p of slice(PAIRS_OF_ACTOR, i)) if (PAIRS.a[p] === j || PAIRS.b[p] === j) return p; return -1; };
const isFiltered = () => !!(state.channels.size || state.statuses.size || state.kinds.size || state.countries.size || state.outlets.size
  || state.from !== null || state.to !== null || state.undated === false || state.secret || state.minOutlets > 1 || state.confidence > 0 || state.ego);
function clearFilters() {
  for (const name of ["channels", "statuses", "kinds", "countries", "outlets"]) state[name].clear();
  Object.assign(state, { from: null, to: null, undated: null, secret: false, minOutlets: 1, confidence: 0, ego: 0 });
}
