// Consent mode as documented: while analytics_storage is denied nothing is stored, and calls go out without an identifier.
var id = parameters.get("id") || "G-DEMO";
var days = Number(parameters.get("days") || 390);
var layer = window.dataLayer = window.dataLayer || [];
var asked = function () {
  var state = "";
  layer.forEach(function (entry) {
    if (entry && entry[0] === "consent" && entry[2] && entry[2].analytics_storage) state = entry[2].analytics_storage;
  });
  return state;
};
var allowed = function () { return asked() !== "denied"; };
var visitor = "";
var measure = function (event) {
  if (window["ga-disable-" + id]) return;
  var url = "https://www.google-analytics.com/g/collect?v=2&tid=" + id + "&en=" + event + "&dl=" + encodeURIComponent(location.href);
  // Where nobody called consent mode, the state is left out.
  if (asked()) url += allowed() && visitor ? "&gcs=G111" : "&gcs=G100";
  url += "&cid=" + (allowed() && visitor ? visitor : random());
  navigator.sendBeacon(url + "&choice=" + choice(), "");
};
if (allowed() && !window["ga-disable-" + id]) {
  visitor = kept("_ga", function () { return "GA1.1." + random() + "." + Math.floor(Date.now() / 1000); }, days);
  keep("_ga_" + id.slice(2), "GS2.1.s" + Math.floor(Date.now() / 1000) + "$o1$g0", days);
}
measure("page_view");
addEventListener("pagehide", function () { measure("user_engagement"); });
