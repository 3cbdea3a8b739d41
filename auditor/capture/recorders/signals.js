// Asks the consent interfaces of the page what they say now. Calls nothing that changes a state.
(async () => {
  "use strict";
  const soon = (ask) =>
    new Promise((done) => {
      setTimeout(() => done(null), 500);
      try {
        ask(done);
      } catch {
        done(null);
      }
    });
  const said = { tcf: null, gpp: null, calls: [], google: null, uet: [], meta: [], gpc: null };
  const tcf = globalThis.__tcfapi;
  if (typeof tcf === "function") {
    const ping = await soon((done) => tcf("ping", 2, done));
    let data = await soon((done) => tcf("getTCData", 2, (answer, success) => done(success ? answer : null)));
    if (!data) {
      // TCF 2.2 dropped getTCData: a listener is told the state at once, and taken away again.
      data = await soon((done) =>
        tcf("addEventListener", 2, (answer, success) => {
          if (success && answer && answer.listenerId !== undefined) {
            tcf("removeEventListener", 2, () => {}, answer.listenerId);
          }
          done(success ? answer : null);
        }),
      );
    }
    said.tcf = { ...(ping || {}), ...(data || {}) };
  }
  const gpp = globalThis.__gpp;
  if (typeof gpp === "function") {
    const ping = await soon((done) => gpp("ping", done));
    const list = ping && Array.isArray(ping.applicableSections) ? ping.applicableSections.join(",") : "";
    said.gpp = { ...(ping || {}), applicableSections: list };
  }
  const layer = globalThis.dataLayer;
  if (layer && typeof layer.length === "number") {
    for (let i = 0; i < Math.min(layer.length, 2000); i++) {
      const call = layer[i];
      if (call && call[0] === "consent" && typeof call[1] === "string" && call[2] && typeof call[2] === "object") {
        said.calls.push({ command: call[1], settings: { ...call[2] } });
      }
    }
  }
  try {
    // What Google's tag keeps of consent, read as data: templates of its tag manager set it without a call in the data layer.
    const kept = globalThis.google_tag_data?.ics?.entries;
    if (kept && typeof kept === "object") {
      said.google = {};
      for (const key of Object.keys(kept).slice(0, 40)) {
        const word = [kept[key]?.update, kept[key]?.default].find((one) => typeof one === "boolean");
        if (word !== undefined) said.google[key] = word ? "granted" : "denied";
      }
    }
    const uet = globalThis.uetq;
    if (Array.isArray(uet)) {
      for (let i = 0; i + 2 < Math.min(uet.length, 2000); i++) {
        if (uet[i] === "consent" && typeof uet[i + 1] === "string" && uet[i + 2] && typeof uet[i + 2] === "object") {
          said.uet.push({ command: uet[i + 1], settings: { ...uet[i + 2] } });
        }
      }
    }
  } catch {
    // A page whose objects throw tells nothing of these; the other interfaces still stand.
  }
  try {
    // Until its library has come, calls of Meta's pixel wait in a queue.
    const waiting = globalThis.fbq?.queue;
    if (Array.isArray(waiting)) {
      for (let i = 0; i < Math.min(waiting.length, 2000); i++) {
        const call = waiting[i];
        if (call && call[0] === "consent" && typeof call[1] === "string") said.meta.push(call[1]);
      }
    }
  } catch {
    // As above.
  }
  if (typeof navigator.globalPrivacyControl === "boolean") said.gpc = navigator.globalPrivacyControl;
  const seen = new WeakSet();
  return JSON.stringify(said, (key, value) => {
    if (typeof value === "object" && value !== null) {
      if (seen.has(value)) return undefined;
      seen.add(value);
    }
    return typeof value === "bigint" || typeof value === "function" ? undefined : value;
  });
})()
