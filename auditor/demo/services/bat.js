var visitor = kept("_uetvid", function () { return random().toString(16) + random().toString(16); }, 390);
keep("_uetsid", random().toString(16), 1);
localStorage.setItem("_uetvid", visitor);
call("https://bat.bing.com/action/0?ti=" + (parameters.get("id") || "1") + "&vid=" + visitor);
