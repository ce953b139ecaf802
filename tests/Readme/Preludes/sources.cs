await using var server = await Given.ServerAsync();
File.WriteAllText("features.json", """{"features":{"from-file":{"defaultValue":true}}}""");
// snippet
await using var ofFile = new GrowthBookClient(file);
Assert.Equal(PayloadOrigin.Init, (await ofFile.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
Assert.Equal(["from-file"], ofFile.Payload.FeatureKeys);
await using var ofCode = new GrowthBookClient(new GrowthBookOptions(), code);
Assert.Equal(PayloadOrigin.Init, (await ofCode.StartAsync(Timeout.InfiniteTimeSpan)).Origin);
Assert.Equal(4, ofCode.Payload.FeatureKeys.Count);
await server.StopAsync();
await using var ofResource = new GrowthBookClient(new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = server.Url }, shipped);
Assert.True((await ofResource.StartAsync(Timeout.InfiniteTimeSpan)).HasPayload);
Assert.Equal(["dark-mode"], ofResource.Payload.FeatureKeys);
