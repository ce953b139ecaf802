await using var server = await Given.ServerAsync();
var (clientKey, apiHost) = (FeatureServer.ClientKey, server.Url);
server.OnEvaluate = http =>
{
    http.Response.ContentType = "application/json";
    return http.Response.WriteAsync("""{"features":{"dark-mode":{"defaultValue":true}}}""");
};
// snippet
Assert.True(isOn);
Assert.Contains("\"id\":\"u-1\"", Assert.Single(server.Requests).Body, StringComparison.Ordinal);
