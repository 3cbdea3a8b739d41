// What all the stand-ins share: write a cookie, keep an identifier, call home. Served in front of each of them.
// The choice that the page knows of (<html data-choice>) goes with every call, so that the server's log tells the phases apart.
var choice = function () { return window.demoChoice ? window.demoChoice() : document.documentElement.dataset.choice || "none"; };
var parameters = new URL(document.currentScript.src).searchParams;
var random = function () { return Math.floor(Math.random() * 9e9 + 1e9); };
var site = "." + location.hostname.split(".").slice(-2).join(".");
var keep = function (name, value, days) {
  document.cookie = name + "=" + value + "; Max-Age=" + Math.round(days * 86400) + "; Path=/; Domain=" + site + "; Secure; SameSite=Lax";
};
var kept = function (name, make, days) {
  var found = document.cookie.split("; ").find(function (pair) { return pair.startsWith(name + "="); });
  var value = found ? found.slice(name.length + 1) : make();
  keep(name, value, days);
  return value;
};
var call = function (url) { new Image().src = url + "&choice=" + choice(); };
