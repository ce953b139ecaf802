var payload = Payload.Parse("""
    {"experiments":[{"key":"landing","urlPatterns":[{"type":"simple","pattern":"https://shop.example/","include":true}],
     "persistQueryString":true,"weights":[0,1],"variations":[{},{"urlRedirect":"https://shop.example/new"}]}]}
    """).Value;
// snippet
Assert.Null(page.Redirect);
Assert.Empty(effects);
