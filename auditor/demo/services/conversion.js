call("https://googleads.g.doubleclick.net/pagead/viewthroughconversion/" + (parameters.get("id") || "1") + "/?random=" + random() + "&url=" + encodeURIComponent(location.href));
