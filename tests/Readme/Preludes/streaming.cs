await using var server = await Given.ServerAsync();
server.OffersStream = true;
server.Payload = Payloads.Encrypted("first");
var (clientKey, apiHost, streamingHost, decryptionKey) = (FeatureServer.ClientKey, server.Url, server.Url, Payloads.Key);
// snippet
await using var growthBook = await Given.ClientOfAsync(options);
Assert.Equal("first", Payloads.NameOf(growthBook.Current));
await Eventually.TrueAsync(() => server.OpenStreams == 1, "the stream to be open");
// The response to a request that is in progress may arrive after the event.
server.Payload = Payloads.Encrypted("second");
await server.SendAsync("features", server.Payload);
await Eventually.TrueAsync(() => Payloads.NameOf(growthBook.Current) == "second", "the streamed payload");
Assert.All(server.Requests, request => Assert.Equal("shop", request.Header("X-Tenant")));
