// snippet
Assert.Equal(4, payload.FeatureKeys.Count);
