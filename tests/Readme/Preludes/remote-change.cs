await using var server = await Given.ServerAsync();
server.OnEvaluate = http =>
{
    http.Response.ContentType = "application/json";
    return http.Response.WriteAsync("""{"features":{"dark-mode":{"defaultValue":true}}}""");
};
await using var growthBook = new GrowthBookClient(new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = server.Url, RemoteEvaluation = true });
var user = await growthBook.UserAsync(new Attributes { ["id"] = "u-1" });
// snippet
Assert.Equal(
    """{"attributes":{"id":"u-1","plan":"pro"},"forcedVariations":{"checkout":1},"forcedFeatures":[],"url":""}""",
    server.Requests.Last().Body);
Assert.True(asked.IsOn("dark-mode"));
