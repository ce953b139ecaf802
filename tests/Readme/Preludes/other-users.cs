// snippet
Assert.Equal("https://shop.example/cart", cart.Context.Url);
Assert.False(team.IsOn("dark-mode"));
Assert.False(tester.EvalFeature("checkout").ExperimentResult?.InExperiment ?? false);
Assert.True(user.IsOn("dark-mode"));
