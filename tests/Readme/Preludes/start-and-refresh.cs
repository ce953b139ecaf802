await using var server = await Given.ServerAsync();
await using var growthBook = new GrowthBookClient(new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = server.Url });
// snippet
Assert.Equal(new StartResult(PayloadOrigin.Network), start);
Assert.IsType<RefreshResult.Unchanged>(refresh);
await Eventually.TrueAsync(() => CapturedOutput.Current == "4 features from Network\n", "the subscriber to be called");
