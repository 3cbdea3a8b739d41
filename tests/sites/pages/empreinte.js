// Takes a fingerprint as the common libraries do: a canvas, a sound, the graphics chip, traits; a hash of it goes home.
(function () {
  var canvas = document.createElement("canvas");
  canvas.width = 240;
  canvas.height = 60;
  var pen = canvas.getContext("2d");
  pen.font = "16px Arial";
  pen.fillText("Portez ce vieux whisky au juge blond", 2, 20);
  var found = [canvas.toDataURL(), navigator.hardwareConcurrency, navigator.deviceMemory, navigator.platform, screen.colorDepth];
  found.push(navigator.maxTouchPoints, navigator.plugins.length, screen.availWidth, screen.availHeight);
  new OfflineAudioContext(1, 441, 44100).startRendering().then(function (sound) {
    found.push(sound.getChannelData(0)[400]);
    return crypto.subtle.digest("SHA-256", new TextEncoder().encode(found.join("|")));
  }).then(function (bytes) {
    var hex = Array.from(new Uint8Array(bytes), function (b) { return b.toString(16).padStart(2, "0"); }).join("");
    fetch("https://retour.mesures-visiteurs.example/v?visiteur=" + hex, { mode: "no-cors" });
  });
})();
