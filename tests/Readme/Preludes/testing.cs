// snippet
Assert.True(user.Context.Payload.FeatureKeys.Contains("checkout"));
