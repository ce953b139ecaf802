// snippet
Assert.Equal(50, Evaluator.GetFeatureValue(support, "page-size", 0).Value);
Assert.Equal("one-page", Evaluator.GetFeatureValue(support, "checkout", "").Value);
Assert.False(Evaluator.IsOn(support, "dark-mode").IsOn);
Assert.Equal(2, Evaluator.RunExperiment(support, new Experiment("button-color", 1, 2, 3)).Result.VariationId);
