// snippet
Assert.True(context.Match(Right: each => Evaluator.IsOn(each, "dark-mode").IsOn, Left: _ => false));
