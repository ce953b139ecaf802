await using var server = await Given.ServerAsync();
var (clientKey, apiHost) = (FeatureServer.ClientKey, server.Url);
// snippet
await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
var user = growthBook.User(new Attributes { ["id"] = "u-1", ["email"] = "ada@example.com" });
Assert.Equal("one-page", user.GetFeatureValue("checkout", ""));
Assert.Equal((50, "#00f"), (user.GetFeatureValue("page-size", 0), ((Value.Object)user.EvalFeature("theme").Value)["accent"]));
Assert.Equal("eu", user.Attributes["region"]);
Assert.Equal(SecureAttributes.Hash("f09jq3fij", "ada@example.com"), user.Attributes["email"]);
