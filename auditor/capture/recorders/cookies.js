// Tells the recorder which script writes which cookie. Proxies keep names, lengths and native look of what they wrap, so a page
// neither sees nor breaks them; the console is the only way out, and its stack trace is made by the browser, not by the page.
(() => {
  const say = console.debug.bind(console);
  const tell = (line) => {
    say("AUDITOR_TOKEN", line, location.href);
  };
  const own = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  if (own && own.set) {
    Object.defineProperty(Document.prototype, "cookie", {
      ...own,
      set: new Proxy(own.set, {
        apply(native, self, values) {
          const line = `${values[0]}`;
          const answer = Reflect.apply(native, self, [line]);
          tell(line);
          return answer;
        },
      }),
    });
  }
  const describe = (first, second) => {
    if (typeof first !== "object" || first === null) return `${first}=${second}`;
    const parts = [`${first.name}=${first.value}`];
    if (first.expires != null) parts.push(`expires=${new Date(Number(first.expires)).toUTCString()}`);
    if (first.domain != null) parts.push(`domain=${first.domain}`);
    parts.push(`path=${first.path ?? "/"}`, "secure", `samesite=${first.sameSite ?? "strict"}`);
    if (first.partitioned) parts.push("partitioned");
    return parts.join("; ");
  };
  const wrap = (name, line) => {
    const native = globalThis.CookieStore && CookieStore.prototype[name];
    if (!native) return;
    CookieStore.prototype[name] = new Proxy(native, {
      apply(target, self, values) {
        const answer = Reflect.apply(target, self, values);
        tell(line(...values));
        return answer;
      },
    });
  };
  wrap("set", describe);
  wrap("delete", (first) => `${typeof first === "object" && first !== null ? first.name : first}=; max-age=0`);
})();
