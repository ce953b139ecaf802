// snippet
Assert.Equal(effects, read);
Assert.Equal(result, JsonSerializer.Deserialize<FeatureResult>(JsonSerializer.Serialize(result)));
