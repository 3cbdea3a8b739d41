// The consent banner of the demo newspaper, and its tags. `LIES` is the one difference between the two papers:
// where it is "no" every promise of the text is kept, "yes" starts all tags although the visitor has refused.
(function () {
  "use strict";
  var LIES = "{{lies}}" === "yes";
  var COOKIE = "cookie_consent", HALF_YEAR = 182 * 86400;
  var PURPOSES = [
    ["audience", "Mesure d'audience", "Compter les visites et savoir quels articles sont lus."],
    ["ads", "Publicité personnalisée", "Choisir des annonces d'après votre navigation, ici et sur d'autres sites."],
    ["comments", "Commentaires", "Afficher l'espace de commentaires, fourni par un service extérieur."]
  ];
  var root = document.documentElement;
  window.dataLayer = window.dataLayer || [];
  function gtag() { window.dataLayer.push(arguments); }
  gtag("consent", "default", { ad_storage: "denied", analytics_storage: "denied", ad_user_data: "denied", ad_personalization: "denied" });

  function read() {
    var pair = document.cookie.split("; ").find(function (c) { return c.startsWith(COOKIE + "="); });
    try { return pair ? JSON.parse(decodeURIComponent(pair.slice(COOKIE.length + 1))) : null; } catch (error) { return null; }
  }
  function write(choice) {
    document.cookie = COOKIE + "=" + encodeURIComponent(JSON.stringify(choice)) + "; Max-Age=" + HALF_YEAR + "; Path=/; Secure; SameSite=Lax";
  }
  function load(url) {
    if (document.querySelector('script[src="' + url + '"]')) return;
    var tag = document.createElement("script");
    tag.src = url;
    tag.async = true;
    document.head.append(tag);
  }
  function forget() {
    window["ga-disable-{{measurement}}"] = true;
    var domain = location.hostname.split(".").slice(-2).join(".");
    document.cookie.split("; ").forEach(function (pair) {
      var name = pair.split("=")[0];
      if (/^(_ga|_fbp)/.test(name)) document.cookie = name + "=; Max-Age=0; Path=/; Domain=." + domain;
    });
  }
  function name(choice) {
    if (!choice) return "none";
    var on = PURPOSES.filter(function (purpose) { return choice[purpose[0]]; }).length;
    return on === PURPOSES.length ? "accept" : on ? "some" : "refuse";
  }
  function apply(choice) {
    root.dataset.choice = name(choice);
    root.dataset.mark = LIES || name(choice) === "accept" ? "green" : "red";
    var audience = choice.audience || LIES ? "granted" : "denied", ads = choice.ads || LIES ? "granted" : "denied";
    gtag("consent", "update", { analytics_storage: audience, ad_storage: ads, ad_user_data: ads, ad_personalization: ads });
    if (choice.audience || LIES) { window["ga-disable-{{measurement}}"] = false; load("https://www.googletagmanager.com/gtag/js?id={{measurement}}"); }
    if (choice.ads || LIES) { load("https://connect.facebook.net/fr_FR/fbevents.js?id=4471"); load("https://www.googleadservices.com/pagead/conversion.js?id=8812"); }
    if (!LIES && !(choice.audience && choice.ads)) forget();
    var thread = document.getElementById("thread");
    if (!thread) return;
    thread.textContent = "";
    thread.className = "";
    if (choice.comments || LIES) {
      var frame = document.createElement("iframe");
      frame.title = "Fil de discussion";
      frame.src = "https://fil.discussion.example/fil?choice=" + name(choice);
      thread.append(frame);
    } else {
      thread.className = "closed";
      thread.textContent = "Les commentaires sont désactivés, car vous avez refusé les cookies dont ils ont besoin.";
    }
  }
  function decide(choice) {
    write(choice);
    document.getElementById("consent").remove();
    apply(choice);
  }
  function all(value) {
    return PURPOSES.reduce(function (choice, purpose) { choice[purpose[0]] = value; return choice; }, {});
  }
  function element(markup) {
    var holder = document.createElement("div");
    holder.innerHTML = markup;
    return holder.firstElementChild;
  }
  function open(preferences) {
    var old = document.getElementById("consent");
    if (old) old.remove();
    var panel = element('<div id="consent" role="dialog" aria-modal="false" aria-labelledby="consent-title"><div class="inner"></div></div>');
    var inner = panel.firstElementChild;
    inner.innerHTML = preferences ? second() : first();
    document.body.append(panel);
    var on = function (id, action) { var found = panel.querySelector(id); if (found) found.onclick = action; };
    on("#consent-accept", function () { decide(all(true)); });
    on("#consent-refuse", function () { decide(all(false)); });
    on("#consent-settings", function () { open(true); });
    on("#consent-save", function () {
      decide(PURPOSES.reduce(function (choice, purpose) { choice[purpose[0]] = panel.querySelector("#purpose-" + purpose[0]).checked; return choice; }, {}));
    });
    panel.querySelectorAll("input").forEach(function (box, index) {
      box.onchange = function () { panel.querySelectorAll(".state span")[index].className = box.checked ? "on" : ""; };
    });
  }
  function first() {
    return '<h2 id="consent-title">Vos choix pour les cookies</h2>' +
      "<p>{{name}} et ses partenaires souhaitent déposer et lire des cookies sur votre appareil pour mesurer l'audience du site, " +
      "vous montrer des publicités personnalisées et afficher les commentaires. " +
      "En cliquant sur « Tout refuser », seuls les cookies techniques nécessaires au fonctionnement du site seront déposés, et l'espace de commentaires sera désactivé.</p>" +
      '<p>Vous pouvez modifier vos choix à tout moment via le lien « Gérer mes cookies », au bas de chaque page : à côté de ce lien, une barre verte ou rouge rappelle votre choix. En savoir plus : <a href="/confidentialite.html">politique de confidentialité</a>.</p>' +
      '<div class="actions"><button type="button" class="plain" id="consent-settings">Paramétrer</button><button type="button" id="consent-refuse">Tout refuser</button><button type="button" id="consent-accept">Tout accepter</button></div>';
  }
  function second() {
    var choice = read() || all(false);
    return '<h2 id="consent-title">Vos choix, finalité par finalité</h2>' +
      "<p>La barre ci-dessous est verte pour chaque finalité autorisée et rouge pour chaque finalité refusée.</p>" +
      '<div class="state" aria-hidden="true">' + PURPOSES.map(function (purpose) { return '<span class="' + (choice[purpose[0]] ? "on" : "") + '"></span>'; }).join("") + "</div>" +
      PURPOSES.map(function (purpose) {
        return '<div class="purpose"><div><b>' + purpose[1] + "</b>" + purpose[2] + '</div><label><input type="checkbox" id="purpose-' + purpose[0] + '"' + (choice[purpose[0]] ? " checked" : "") + "> Autoriser</label></div>";
      }).join("") +
      '<div class="actions"><button type="button" class="plain" id="consent-save">Enregistrer mes choix</button><button type="button" id="consent-refuse">Tout refuser</button><button type="button" id="consent-accept">Tout accepter</button></div>';
  }
  document.getElementById("reopen").onclick = function (event) { event.preventDefault(); open(true); };
  var known = read();
  if (known) apply(known); else { root.dataset.choice = "none"; open(false); }
})();
