var tracked = new List<string>();
// snippet
Assert.True(result.ExperimentResult!.InExperiment);
Assert.Equal(2, tracked.Count);
Assert.StartsWith("new-checkout ", tracked[0], StringComparison.Ordinal);
