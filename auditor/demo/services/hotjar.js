var visitor = kept("_hjSessionUser_" + (parameters.get("id") || "1"), function () { return btoa(String(random())).replace(/=/g, ""); }, 365);
localStorage.setItem("_hjUserId", visitor);
var line = new WebSocket("wss://ws.hotjar.com/api/v2/client/ws?v=7&choice=" + choice());
line.onopen = function () { line.send(JSON.stringify({ visitor: visitor })); };
