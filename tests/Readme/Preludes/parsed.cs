// snippet
Assert.Empty(errors);
Assert.True(Evaluator.IsOn(context, "dark-mode").IsOn);
