// Suggestions under a search field: a combobox after the ARIA pattern. Without this script the form still searches.
"use strict";
(() => {
  const form = document.querySelector("form[data-suggest]");
  const input = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const status = document.getElementById("suggestion-status");
  let rows = [], at = -1, asked = 0, timer = 0;
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (number) => {
    at = number;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({block: "nearest"});
  };
  const show = () => {
    list.replaceChildren(...rows.map((row, i) => {
      const item = document.createElement("li"), name = document.createElement("bdi"), note = document.createElement("small");
      item.id = `suggestion-${i}`;
      item.setAttribute("role", "option");
      name.textContent = row.name;
      note.textContent = row.note;
      item.append(name, note);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); location.assign(row.href); });
      return item;
    }));
    status.textContent = rows.length ? form.dataset.some.replace("{n}", rows.length) : form.dataset.none;
    list.hidden = !rows.length;
    input.setAttribute("aria-expanded", String(!!rows.length));
    choose(-1);
  };
  const ask = async () => {
    const number = ++asked, wanted = input.value.trim();
    if (!wanted) { rows = []; status.textContent = ""; return close(); }
    const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(wanted)}`);
    if (!answer.ok || number !== asked) return;
    rows = await answer.json();
    if (number === asked && document.activeElement === input) show();
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => ask().catch(close), 90); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); return close(); }
    if (event.key === "Enter" && at >= 0) { event.preventDefault(); return location.assign(rows[at].href); }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (list.hidden) return void ask().catch(close);
    const step = event.key === "ArrowDown" ? 1 : -1;
    choose((at + step + rows.length + (at < 0 && step < 0 ? 1 : 0)) % rows.length);
  });
})();
