// Asks the consent interfaces of the page what they say now. Calls nothing that changes a state.
(async () => {
  const soon = (ask) =>
    new Promise((done) => {
      setTimeout(() => done(null), 800);
      try {
        ask(done);
      } catch {
        done(null);
      }
    });
  const said = { tcf: null, gpp: null, calls: [], gpc: null };
  if (typeof globalThis.__tcfapi === "function") {
    const ping = await soon((done) => __tcfapi("ping", 2, (answer) => done(answer)));
    const data = await soon((done) => __tcfapi("getTCData", 2, (answer, success) => done(success ? answer : null)));
    said.tcf = { ...(ping || {}), ...(data || {}) };
  }
  if (typeof globalThis.__gpp === "function") {
    const ping = await soon((done) => __gpp("ping", (answer) => done(answer)));
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
