var visitor = kept("_fbp", function () { return "fb.1." + Date.now() + "." + random(); }, 90);
call("https://www.facebook.com/tr/?id=" + (parameters.get("id") || "1") + "&ev=PageView&fbp=" + visitor + "&dl=" + encodeURIComponent(location.href));
