// snippet
Assert.Equal("one-page", result.ValueOr(""));
Assert.True(result.ExperimentResult!.StickyBucketUsed);
Assert.IsType<Effect.StickyBucketAssigned>(effects[0]);
Assert.DoesNotContain(Evaluator.EvalFeature(next, "checkout").Effects, effect => effect is Effect.StickyBucketAssigned);
