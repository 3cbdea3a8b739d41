"use strict";
// Sorting, filtering and searching in the overview. The report is whole without it.
(() => {
  const table = document.getElementById("sites-table");
  const tools = document.getElementById("tools");
  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  open();
  if (!table || !tools) return;

  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, rank) => ({ row, rank, site: document.getElementById("d" + row.dataset.n), text: null }));
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const search = document.getElementById("search");
  const verdict = document.getElementById("verdict");
  const filter = () => {
    const wanted = search.value.trim().toLowerCase();
    let count = 0;
    for (const r of rows) {
      if (wanted && r.text === null) r.text = (r.row.textContent + " " + (r.site ? r.site.textContent : "")).toLowerCase();
      const fits = (!verdict.value || r.row.dataset.v === verdict.value) && (!wanted || r.text.includes(wanted));
      r.row.hidden = !fits;
      if (r.site) r.site.hidden = !fits;
      count += fits;
    }
    shown.textContent = shown.dataset.text.replace("{shown}", count).replace("{all}", rows.length);
    nothing.hidden = count > 0;
  };
  search.addEventListener("input", filter);
  verdict.addEventListener("change", filter);

  // « ? » and « — » are no numbers and come last in either direction.
  const number = (text) => { const n = parseInt(text.replace(/^\D+/, ""), 10); return Number.isNaN(n) ? null : n; };
  const heads = [...table.tHead.querySelectorAll("th[data-c]")];
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = tools.dataset.sort;
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const column = Number(head.dataset.c);
      const isVerdict = column === Number(table.dataset.verdict);
      const isNumber = head.classList.contains("n");
      const sorted = head.getAttribute("aria-sort");
      const down = sorted ? sorted === "ascending" : isNumber;
      heads.forEach((h) => h.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = (r) => isVerdict ? r.rank : isNumber ? number(r.row.cells[column].textContent) : r.row.cells[column].textContent.trim().toLowerCase();
      const sign = down ? -1 : 1;
      const order = rows.map((r) => ({ r, v: value(r) })).sort((a, b) =>
        a.v === null || b.v === null ? (a.v === null) - (b.v === null) || a.r.rank - b.r.rank
          : sign * (typeof a.v === "string" ? a.v.localeCompare(b.v) : a.v - b.v) || a.r.rank - b.r.rank);
      body.append(...order.map(({ r }) => r.row));
    });
  }
  tools.hidden = false;
  filter();
})();
