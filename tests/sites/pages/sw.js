self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });
self.addEventListener("message", function (event) {
  var url = "https://www.google-analytics.com/g/collect?v=2&tid=G-WORKER01&cid=" + event.data.id + "&choice=" + event.data.choice;
  event.waitUntil(fetch(url, { method: "POST", mode: "no-cors" }));
});
