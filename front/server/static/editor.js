// The query editor: colours, completion and a key to run; without this script it is a plain field that works as well.
"use strict";
(() => {
  const box = document.querySelector(".editor"), field = box.querySelector("textarea"), shade = box.querySelector(".shade");
  const list = box.querySelector("[role=listbox]"), form = document.getElementById("ask"), example = document.getElementById("example");
  const KEYWORDS = ("SELECT ASK CONSTRUCT DESCRIBE WHERE DISTINCT REDUCED FROM NAMED ORDER BY ASC DESC LIMIT OFFSET GROUP HAVING OPTIONAL UNION MINUS GRAPH FILTER BIND VALUES AS IN NOT EXISTS PREFIX BASE UNDEF "
    + "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI STRLEN SUBSTR UCASE LCASE STRSTARTS STRENDS CONTAINS STRBEFORE STRAFTER CONCAT REPLACE REGEX YEAR MONTH DAY IF COALESCE SAMETERM ISIRI ISLITERAL STRDT TRUE FALSE A").split(" ");
  const known = new Set(KEYWORDS);
  const TOKEN = /(#[^\n]*)|(<[^<>"{}|^`\\\s]*>)|("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|([?$]\w+)|([A-Za-z][\w-]*:[\w.%-]*)|([A-Za-z_]\w*)|([\s\S])/g;
  let data = {prefixes: {}, terms: [], queries: []}, found = [], at = 0, from = 0;

  const colour = () => {
    const parts = [];
    for (const [text, comment, iri, string, variable, name, word] of field.value.matchAll(TOKEN)) {
      const kind = comment ? "c" : iri || (name && (name.split(":")[0] in data.prefixes || !data.terms.length)) ? "n" : name ? "n bad" : string ? "s" : variable ? "v" : word && known.has(word.toUpperCase()) ? "k" : "";
      if (!kind) { parts.push(text); continue; }
      const span = document.createElement("span");
      span.className = kind;
      span.textContent = text;
      parts.push(span);
    }
    shade.replaceChildren(...parts, "\n");
    follow();
  };
  const follow = () => { shade.scrollTop = field.scrollTop; shade.scrollLeft = field.scrollLeft; };

  const declared = () => { for (const [, prefix, iri] of field.value.matchAll(/PREFIX\s+([\w-]*):\s*<([^>]*)>/gi)) data.prefixes[prefix] = iri; };
  const before = () => field.value.slice(0, field.selectionStart);
  const options = (word) => {
    const lower = word.toLowerCase();
    if (/^[?$]/.test(word)) {
      const variables = new Set(field.value.match(/[?$]\w+/g) || []);
      variables.delete(word);
      return [...variables].filter((v) => v.toLowerCase().startsWith(lower)).map((name) => ({name}));
    }
    if (word.includes(":")) return data.terms.filter((t) => t.name.toLowerCase().startsWith(lower) && t.name !== word);
    const terms = data.terms.filter((t) => t.name.split(":")[1].toLowerCase().startsWith(lower) || (t.label || "").toLowerCase().startsWith(lower));
    const prefixes = Object.keys(data.prefixes).filter((p) => p.startsWith(lower)).map((p) => ({name: p + ":", comment: data.prefixes[p]}));
    const words = KEYWORDS.filter((k) => k.toLowerCase().startsWith(lower) && k.length > 1 && k !== word).map((name) => ({name: name === word.toUpperCase() ? name : name}));
    return word === word.toUpperCase() && word ? [...words, ...terms, ...prefixes] : [...prefixes, ...terms, ...words];
  };
  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const pick = (number) => {
    at = number;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    field.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({block: "nearest"});
  };
  const offer = (forced) => {
    const word = before().match(/[?$]?[\w-]*(?::[\w.-]*)?$/)[0];
    from = field.selectionStart - word.length;
    const inside = /["'#<][^"'\n>]*$/.test(before().split("\n").pop());
    found = (word.length > 1 || forced) && !inside ? options(word).slice(0, 60) : [];
    if (!found.length) return close();
    list.replaceChildren(...found.map((option, i) => {
      const item = document.createElement("li"), name = document.createElement("code");
      item.id = `completion-${i}`;
      item.setAttribute("role", "option");
      name.textContent = option.name;
      item.append(name);
      const said = [option.label && !option.name.endsWith(":" + option.label) ? option.label : "", option.comment].filter(Boolean).join(" – ");
      if (said) { const note = document.createElement("small"); note.textContent = said; item.append(note); }
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(i); });
      return item;
    }));
    place();
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    pick(0);
  };
  const place = () => {
    const style = getComputedStyle(field), line = parseFloat(style.lineHeight), lines = before().split("\n");
    const ruler = document.createElement("canvas").getContext("2d");
    ruler.font = style.font;
    const left = parseFloat(style.paddingLeft) + ruler.measureText(lines.at(-1)).width - field.scrollLeft;
    list.style.setProperty("left", `${Math.max(8, Math.min(left, box.clientWidth - 300))}px`);
    list.style.setProperty("top", `${parseFloat(style.paddingTop) + lines.length * line - field.scrollTop + 2}px`);
  };
  const insert = (text) => { if (!document.execCommand("insertText", false, text)) field.setRangeText(text, field.selectionStart, field.selectionEnd, "end"); };
  const take = (number) => {
    const {name} = found[number]; // the input event of the insertion offers anew
    field.focus();
    field.setSelectionRange(from, field.selectionStart);
    insert(name);
    close();
    colour();
    if (name.endsWith(":")) offer(false);
  };
  field.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); close(); return form.requestSubmit(); }
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); return offer(true); }
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) { event.preventDefault(); return pick((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length); }
    if (open && event.key === "Enter") { event.preventDefault(); return take(at); }
    if (open && event.key === "Escape") { event.preventDefault(); return close(); }
    if (event.key === "Enter") { // keep the indentation of the line
      event.preventDefault();
      insert("\n" + before().split("\n").pop().match(/^\s*/)[0] + (/\{\s*$/.test(before()) ? "  " : ""));
      colour();
    }
  });
  field.addEventListener("input", (event) => { declared(); colour(); if (event.inputType !== "insertFromPaste" && !/^(delete|history)/.test(event.inputType || "")) offer(false); else close(); });
  field.addEventListener("scroll", () => { follow(); close(); });
  field.addEventListener("blur", close);
  new ResizeObserver(colour).observe(field);
  for (const [name, value] of [["aria-haspopup", "listbox"], ["aria-controls", list.id], ["aria-expanded", "false"], ["role", "combobox"], ["aria-autocomplete", "list"]]) field.setAttribute(name, value);
  example.parentElement.hidden = false;
  example.addEventListener("change", () => {
    const chosen = data.queries.find((q) => q.name === example.value);
    if (!chosen) return;
    field.focus();
    field.select();
    insert(chosen.text);
    colour();
  });
  box.classList.add("on");
  colour();
  fetch("/query/completion.json").then((answer) => answer.json()).then((given) => { data = given; declared(); colour(); });
  const answer = document.getElementById("answer");
  if (answer) answer.focus({preventScroll: false});
})();
