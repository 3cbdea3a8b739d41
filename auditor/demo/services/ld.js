var visitor = kept("cto_bundle", function () { return random().toString(36) + random().toString(36); }, 390);
call("https://sslwidget.criteo.com/event?a=" + (parameters.get("id") || "1") + "&bundle=" + visitor);
