// Runs in a world of its own, after axe-core was put there; `this` is the part of the banner to look at. The page sees none of it:
// objects that scripts add belong to a world, and axe-core changes nothing in the document. Frames are looked at one by one from
// outside, because axe-core would reach them by messages that their pages can hear.
async function (...controls) {
  const FINDINGS = 60, ELEMENTS = 20, CHARS = 300;
  const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
  if (!this.isConnected) return '';
  for (const control of controls) {
    // A closed shadow root gives itself away from within; for axe-core, which asks its host, that answer is put in this world.
    for (let root = control.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
      if (root.mode === 'closed') Object.defineProperty(root.host, 'shadowRoot', { value: root, configurable: true });
    }
  }
  const found = await axe.run({ include: [this] }, {
    iframes: false, preload: false, elementRef: true, runOnly: TAGS, resultTypes: ['violations', 'incomplete', 'passes'],
  });
  const cut = (text) => String(text || '').slice(0, CHARS);
  const control = (element) => controls.findIndex((one) => {
    for (let at = element; at; at = at.parentNode || at.host) if (at === one) return true;
    return false;
  });
  const said = (outcome, rule) => {
    let elements = rule.nodes.map((node) => ({ node, control: control(node.element) }));
    if (outcome === 'pass') elements = elements.filter((one) => one.control >= 0);
    // Those that belong to a control come first: they are what is judged.
    elements.sort((a, b) => (a.control < 0) - (b.control < 0));
    return {
      rule: cut(rule.id), outcome, impact: outcome === 'pass' ? '' : cut(rule.impact),
      criteria: rule.tags.filter((tag) => /^wcag\d{3,4}$/.test(tag)).map((tag) => `${tag[4]}.${tag[5]}.${tag.slice(6)}`),
      left: Math.max(0, elements.length - ELEMENTS),
      elements: elements.slice(0, ELEMENTS).map(({ node, control }) => outcome === 'pass' ? { control } : {
        control, target: cut(node.target.flat().join(' ')), html: cut(node.html),
        why: cut([...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ')),
      }),
    };
  };
  const all = [
    ...found.violations.map((rule) => said('violation', rule)),
    ...found.incomplete.map((rule) => said('incomplete', rule)),
    ...found.passes.map((rule) => said('pass', rule)).filter((one) => one.elements.length),
  ];
  return JSON.stringify({ engine: cut(`${found.testEngine.name} ${found.testEngine.version}`), said: all.slice(0, FINDINGS) });
}
