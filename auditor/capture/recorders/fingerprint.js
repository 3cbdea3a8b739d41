// Sets breakpoints that never stop on the interfaces that fingerprints are made from. `debug` is the console's own command, which
// no page can see or reach: nothing is wrapped, named or replaced. A breakpoint's condition is compiled at each call, under the name
// that its last line gives; the browser reports that with the script that called. Where more is to be known, the condition throws a
// text, which goes to the debugger and nowhere else.
(() => {
  "use strict";
  const own = Object.getOwnPropertyDescriptor;
  const watch = (name, part, condition) => {
    const [owner, key] = name.split(".");
    const found = globalThis[owner] && globalThis[owner].prototype && own(globalThis[owner].prototype, key);
    if (!found || typeof found[part] !== "function") return;
    debug(found[part], `${condition.replace("NAME", name)}\n//# sourceURL=AUDITOR_TOKEN-${name}`);
  };
  const tell = "throw 'AUDITOR_TOKEN|NAME|'+";
  const place = (canvas) => `(${canvas}.isConnected?' in page':' detached')`;
  watch("HTMLCanvasElement.toDataURL", "value", `${tell}this.width+'x'+this.height+${place("this")}`);
  watch("CanvasRenderingContext2D.getImageData", "value", `${tell}arguments[2]+'x'+arguments[3]+${place("this.canvas")}`);
  watch("OfflineAudioContext.startRendering", "value", "false");
  // Maker and model of the graphics chip; every drawing library asks for other parameters.
  const unmasked = `if(arguments[0]===37445||arguments[0]===37446)${tell}arguments[0];false`;
  watch("WebGLRenderingContext.getParameter", "value", unmasked);
  watch("WebGL2RenderingContext.getParameter", "value", unmasked);
  // Few, for the debugger walks through the whole heap for each function that is new to it: tens of milliseconds on a large page.
  // To a further document of the same process most are not new, and without a walk none of its own is reached: what was there
  // before (the empty page of the tab, the page before a reload, another frame) would leave it unheard. So the last is made new.
  const last = own(Navigator.prototype, "hardwareConcurrency");
  if (last) undebug(last.get);
  watch("Navigator.hardwareConcurrency", "get", "false");
})();
