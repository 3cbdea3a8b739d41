// A banner that remembers a yes for a year and a no for one second, and that cannot be opened again once answered.
(function () {
  "use strict";
  var choice = (document.cookie.match(/(?:^|; )consentement=([^;]*)/) || [])[1];
  var load = function (url) { var tag = document.createElement("script"); tag.src = url; document.head.append(tag); };
  var apply = function (said) {
    document.documentElement.dataset.choice = said === "oui" ? "accept" : said === "non" ? "refuse" : "none";
    if (said === "oui") { load("https://statistiques.{{site}}/matomo.js"); load("https://connect.facebook.net/fr_FR/fbevents.js?id=120"); }
  };
  apply(choice);
  if (choice) return;
  var bar = document.createElement("div");
  bar.id = "bandeau";
  bar.setAttribute("role", "region");
  bar.setAttribute("aria-label", "Cookies");
  bar.innerHTML = "<p>Nous aimerions utiliser des cookies pour mesurer l'audience du site et mieux faire connaître la vallée sur les réseaux sociaux. Êtes-vous d'accord ?</p>" +
    '<button type="button" id="non">Refuser</button><button type="button" id="oui">Accepter</button>';
  document.body.append(bar);
  var answer = function (said, seconds) {
    document.cookie = "consentement=" + said + "; Max-Age=" + seconds + "; Path=/; Secure; SameSite=Lax";
    bar.remove();
    apply(said);
  };
  document.getElementById("oui").onclick = function () { answer("oui", 365 * 86400); };
  document.getElementById("non").onclick = function () { answer("non", 1); };
})();
