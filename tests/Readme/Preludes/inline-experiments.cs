// snippet
Assert.Contains(color, new[] { "green", "blue", "red" });
Assert.Equal(result.InExperiment ? 1 : 0, effects.Count);
