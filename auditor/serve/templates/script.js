"use strict";
// The pages are whole without this: it spares a press of a button here and there, and follows a scan.
(() => {
  for (const form of document.querySelectorAll("form.tools")) {
    if (form.action.endsWith("/compare")) continue;
    for (const select of form.querySelectorAll("select")) select.addEventListener("change", () => form.requestSubmit());
  }
  const log = document.querySelector("[data-follow]");
  if (!log) return;
  const follow = async () => {
    try {
      const answer = await fetch(log.dataset.follow, { credentials: "same-origin" });
      const told = await answer.json();
      log.replaceChildren(...told.lines.map((line) => {
        const item = document.createElement("li");
        item.textContent = line;
        return item;
      }));
      log.scrollTop = log.scrollHeight;
      if (!told.running) { location.reload(); return; }
    } catch { /* the dashboard has ended, or is busy: ask again */ }
    setTimeout(follow, 1000);
  };
  setTimeout(follow, 1000);
})();
