var id = parameters.get("id") || "G-DEMO";
var days = Number(parameters.get("days") || 390);
var visitor = kept("_ga", function () { return "GA1.1." + random() + "." + Math.floor(Date.now() / 1000); }, days);
keep("_ga_" + id.slice(2), "GS2.1.s" + Math.floor(Date.now() / 1000) + "$o1$g0", days);
var measure = function (event) {
  if (window["ga-disable-" + id]) return;
  var url = "https://www.google-analytics.com/g/collect?v=2&tid=" + id + "&cid=" + visitor + "&en=" + event +
    "&dl=" + encodeURIComponent(location.href) + "&choice=" + choice();
  navigator.sendBeacon(url, "");
};
measure("page_view");
addEventListener("pagehide", function () { measure("user_engagement"); });
