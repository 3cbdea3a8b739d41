var visitor = kept("_pk_id.1.demo", function () { return random().toString(16) + "." + Math.floor(Date.now() / 1000); }, 390);
keep("_pk_ses.1.demo", "1", 1 / 48);
call(new URL("/matomo.php", document.currentScript.src) + "?idsite=1&rec=1&_id=" + visitor.slice(0, 16));
