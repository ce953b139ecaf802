// snippet
foreach (var i in Enumerable.Range(0, 200))
{
    var visitor = context with { Attributes = new Attributes { ["id"] = "u-" + i } };
    Assert.Single(new[] { layout, button }, experiment => Evaluator.RunExperiment(visitor, experiment).Result.InExperiment);
}
