// snippet
Assert.Equal("https://shop.example/cart", cart.Context.Url);
Assert.False(team.IsOn("dark-mode"));
Assert.Equal((50, "one-page"), (support.GetFeatureValue("page-size", 0), support.GetFeatureValue("checkout", "")));
Assert.False(tester.EvalFeature("checkout").ExperimentResult?.InExperiment ?? false);
Assert.True(user.IsOn("dark-mode"));
