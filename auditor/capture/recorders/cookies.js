// Tells the recorder which script writes which cookie. Proxies keep names, lengths and native look of what they wrap; whatever is
// used later is taken before the page runs, so that a page neither sees, breaks nor forges a report. Strict mode keeps these
// functions from `arguments.callee.caller`. The console is the only way out, and its stack trace is made by the browser.
(() => {
  "use strict";
  const { apply, getOwnPropertyDescriptor, defineProperty } = Reflect;
  const say = console.debug.bind(console);
  const here = location;
  const toText = String;
  const toNumber = Number;
  // Only plain values go out: a page's object would be read later, by getters of its own.
  const tell = (how, name, value, more) => say("AUDITOR_TOKEN", here.href, how, name, value, more);
  const wrap = (owner, key, part, around) => {
    const own = owner && getOwnPropertyDescriptor(owner, key);
    const native = own && own[part];
    if (typeof native !== "function") return;
    defineProperty(owner, key, { ...own, [part]: new Proxy(native, { __proto__: null, apply: around }) });
  };
  wrap(Document.prototype, "cookie", "set", (native, self, values) => {
    if (values.length === 0) return apply(native, self, values);
    const line = `${values[0]}`;
    const answer = apply(native, self, [line]);
    tell("line", line, "", "");
    return answer;
  });
  const plain = (value) => (value === undefined || value === null || typeof value === "symbol" ? "" : toText(value));
  const store = globalThis.CookieStore && CookieStore.prototype;
  wrap(store, "set", "value", (native, self, values) => {
    const answer = apply(native, self, values);
    try {
      const first = values[0];
      if (typeof first === "object" && first !== null) {
        const { name, value, expires, maxAge, domain, path, sameSite, partitioned } = first;
        const until = expires === undefined || expires === null ? "" : toText(toNumber(expires));
        const parts = [until, plain(maxAge), plain(domain), plain(path), plain(sameSite), partitioned ? "1" : ""];
        let more = parts[0];
        for (let i = 1; i < 6; i++) more += `\n${parts[i]}`;
        tell("set", plain(name), plain(value), more);
      } else {
        tell("set", plain(first), plain(values[1]), "\n\n\n\n\n");
      }
    } catch {
      // A getter of the page's own threw: the native call has already answered for it.
    }
    return answer;
  });
  wrap(store, "delete", "value", (native, self, values) => {
    const answer = apply(native, self, values);
    try {
      const first = values[0];
      tell("delete", plain(typeof first === "object" && first !== null ? first.name : first), "", "");
    } catch {
      // As above.
    }
    return answer;
  });
})();
