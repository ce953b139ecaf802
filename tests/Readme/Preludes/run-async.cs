var written = new ConcurrentQueue<EffectEvent>();
var sink = Given.Into(written);
var effects = Evaluator.EvalFeature(context, "checkout").Effects;
// snippet
Assert.True(run.Succeeded);
Assert.Equal(2, written.Count);
