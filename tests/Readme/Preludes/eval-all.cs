// snippet
Assert.Equal(context.Payload.FeatureKeys, all.Keys);
Assert.True(effects.Count >= all.Count);
