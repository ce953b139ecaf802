await using var server = await Given.ServerAsync();
var (clientKey, apiHost) = (FeatureServer.ClientKey, server.Url);
// snippet
Assert.Contains(server.Requests, request => request.Path == "/api/features/" + clientKey);
