// snippet
Assert.False(explanation.Result.On);
Assert.Single(explanation.AllFeatures());
