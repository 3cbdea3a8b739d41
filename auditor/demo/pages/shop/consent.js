// A shop that tracks first and asks afterwards: tags start on arrival, refusing needs a second layer whose switches stand on.
// Once refused it does stop: the tags are not loaded again and the shop's own identifiers are deleted.
(function () {
  "use strict";
  var COOKIE = "tilleul_consent";
  window.dataLayer = window.dataLayer || [];
  function gtag() { window.dataLayer.push(arguments); }
  function read() { return (document.cookie.match(/(?:^|; )tilleul_consent=([^;]*)/) || [])[1] || ""; }
  function load(url) { var tag = document.createElement("script"); tag.src = url; tag.async = true; document.head.append(tag); }
  function start() {
    gtag("consent", "default", { ad_storage: "granted", analytics_storage: "granted", ad_user_data: "granted", ad_personalization: "granted" });
    load("https://www.googletagmanager.com/gtag/js?id=G-TILLEUL77&days=760");
    load("https://static.criteo.net/js/ld/ld.js?id=5521");
    load("https://bat.bing.com/bat.js?id=30911");
  }
  function stop() {
    window["ga-disable-G-TILLEUL77"] = true;
    gtag("consent", "update", { ad_storage: "denied", analytics_storage: "denied", ad_user_data: "denied", ad_personalization: "denied" });
    var domain = location.hostname.split(".").slice(-2).join(".");
    document.cookie.split("; ").forEach(function (pair) {
      var name = pair.split("=")[0];
      if (/^(_ga|cto_|_uet)/.test(name)) document.cookie = name + "=; Max-Age=0; Path=/; Domain=." + domain;
    });
    localStorage.removeItem("_uetvid");
  }
  function decide(audience, ads) {
    var choice = audience && ads ? "accept" : audience || ads ? "some" : "refuse";
    document.cookie = COOKIE + "=audience:" + (audience ? 1 : 0) + "|publicite:" + (ads ? 1 : 0) + "; Max-Age=" + 182 * 86400 + "; Path=/; Secure; SameSite=Lax";
    document.documentElement.dataset.choice = choice;
    document.getElementById("veil").remove();
    if (choice === "refuse") stop();
  }
  function show(inner) {
    var veil = document.getElementById("veil");
    if (!veil) {
      veil = document.createElement("div");
      veil.id = "veil";
      document.body.append(veil);
    }
    veil.innerHTML = '<div id="cookies" role="dialog" aria-modal="true" aria-labelledby="cookies-title">' + inner + "</div>";
  }
  function first() {
    show('<h2 id="cookies-title">Un cookie avec votre thé ?</h2>' +
      "<p>Avec nos partenaires, nous utilisons des cookies pour mesurer la fréquentation de la boutique et vous proposer des offres qui vous ressemblent, ici et ailleurs. " +
      'Vous pouvez changer d\'avis quand vous le voulez en cliquant sur « Paramètres des cookies » en bas de page. <a href="/confidentialite.html">Notre politique de confidentialité</a></p>' +
      '<div class="buttons"><button type="button" class="yes" id="cookies-accept">Accepter et continuer</button><button type="button" class="more" id="cookies-more">Personnaliser mes choix</button></div>');
    document.getElementById("cookies-accept").onclick = function () { decide(true, true); };
    document.getElementById("cookies-more").onclick = second;
  }
  function second() {
    var known = read(), audience = known.indexOf("audience:0") < 0, ads = known.indexOf("publicite:0") < 0;
    show('<h2 id="cookies-title">Personnaliser mes choix</h2>' +
      '<div class="line"><span><b>Fonctionnement de la boutique</b>Panier, session, paiement. Toujours actifs.</span><input type="checkbox" checked disabled aria-label="Fonctionnement de la boutique"></div>' +
      '<div class="line"><span><b>Mesure d\'audience</b>Savoir quels produits sont regardés.</span><input type="checkbox" role="switch" id="cookies-audience" aria-label="Mesure d\'audience"' + (audience ? " checked" : "") + "></div>" +
      '<div class="line"><span><b>Publicité personnalisée</b>Vous montrer nos produits sur d\'autres sites.</span><input type="checkbox" role="switch" id="cookies-ads" aria-label="Publicité personnalisée"' + (ads ? " checked" : "") + "></div>" +
      '<div class="buttons"><button type="button" class="yes" id="cookies-save">Enregistrer mes préférences</button></div>');
    document.getElementById("cookies-save").onclick = function () {
      decide(document.getElementById("cookies-audience").checked, document.getElementById("cookies-ads").checked);
    };
  }
  document.getElementById("cookie-settings").onclick = function (event) { event.preventDefault(); second(); };
  var known = read();
  document.documentElement.dataset.choice = !known ? "none" : known.indexOf(":0") < 0 ? "accept" : known.indexOf(":1") < 0 ? "refuse" : "some";
  if (!known || known.indexOf(":1") >= 0) start();
  if (!known) first();
})();
