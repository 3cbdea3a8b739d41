// A consent banner that works, from the structure that `told` gives: `data-is` says what a control does.
(function () {
  "use strict";
  var told = JSON.parse(document.getElementById("told").textContent);
  var root = document.documentElement;
  var standing = [];

  function known() {
    var found = document.cookie.match(/(?:^|; )living=([a-z]+)/);
    return found ? found[1] : "none";
  }

  function cookie(name, value) {
    document.cookie = name + "=" + value + "; Max-Age=15552000; Path=/; Secure; SameSite=Lax";
  }

  // What the platform itself would write, in the form that its documentation gives.
  function keep(choice) {
    cookie("living", choice);
    (told.keeps || []).forEach(function (entry) {
      var kind = entry[0], name = entry[1], value = choice === "accept" ? entry[2] : entry[3];
      if (kind === "local") localStorage.setItem(name, value);
      else cookie(name, kind === "raw" ? value : encodeURIComponent(kind === "base64" ? btoa(value) : value));
    });
    root.dataset.choice = choice;
  }

  function tag() {
    var script = document.createElement("script");
    script.src = "https://www.googletagmanager.com/gtag/js?id=G-LIVING01";
    document.head.append(script);
  }

  function hide() {
    standing.forEach(function (element) { element.remove(); });
    standing = [];
  }

  function decide(choice) {
    hide();
    if (told.framed) { parent.postMessage({ living: choice }, "*"); return; }
    keep(choice);
    if (choice === "accept") tag();
    else if (told.reloads) { location.reload(); return; }
    again();
  }

  // Shadow roots stand in the structure as templates; frames without an address hold their document as text.
  function raise(tree) {
    tree.querySelectorAll("template[shadowroot]").forEach(function (template) {
      var shadow = template.parentNode.attachShadow({ mode: template.getAttribute("shadowroot") });
      shadow.append(template.content);
      template.remove();
      listen(shadow);
      raise(shadow);
    });
    // A dialog lies where its element would be; in a fixed element without height that is below the window.
    tree.querySelectorAll("dialog").forEach(function (dialog) { dialog.style.position = "static"; });
    tree.querySelectorAll("iframe").forEach(function (frame) {
      frame.style.cssText = "border:0;width:100%;height:280px";
      if (frame.src) return;
      frame.srcdoc = frame.textContent;
      frame.addEventListener("load", function () { listen(frame.contentDocument); });
    });
  }

  function listen(tree) { tree.addEventListener("click", act); }

  function act(event) {
    var control = event.target.closest && event.target.closest("[data-is]");
    if (!control) return;
    event.stopPropagation();
    var does = control.dataset.is;
    if (does === "toggle") {
      if (control.hasAttribute("aria-checked")) control.setAttribute("aria-checked", String(control.getAttribute("aria-checked") !== "true"));
      return;
    }
    event.preventDefault();
    if (does === "accept" || does === "acknowledge") decide("accept");
    else if (does === "refuse") decide("refuse");
    else if (does === "settings" || does === "reopen") show(told.second || told.first, !!told.second);
    else if (does === "save") decide(control.getRootNode().querySelector("input:checked:not([disabled]), [data-is=toggle][aria-checked=true]:not([aria-disabled=true])") ? "accept" : "refuse");
    else if (does === "close") hide();
  }

  function put(markup) {
    var box = document.createElement("div");
    box.innerHTML = markup;
    var elements = Array.from(box.children);
    elements.forEach(function (element) { document.body.append(element); });
    return elements;
  }

  function show(markup, high) {
    hide();
    standing = put(markup);
    if (!told.framed) standing[0].style.cssText += ";display:block;position:fixed;left:0;right:0;bottom:" + (high ? "120px" : "0") + ";z-index:2147483000;background:#fff;padding:16px;border:1px solid #246";
    standing.forEach(function (element) { listen(element); raise(element); });
  }

  function again() {
    if (told.again) put(told.again).forEach(function (element) { listen(element); raise(element); });
  }

  if (told.api) (0, eval)(told.api);
  root.dataset.choice = known();
  addEventListener("message", function (event) { if (event.data && event.data.living) decide(event.data.living); });
  if (told.framed) show(told.first);
  else if (known() === "none") setTimeout(function () { show(told.first); }, 300);
  else { again(); if (known() === "accept") tag(); }
})();
