// snippet
var stopped = new Experiment("new-checkout", "classic", "one-page") { Meta = [new("0"), new("1")], Active = false };
foreach (var off in new[] { stopped, stopped with { Active = true, Status = "stopped" } })
{
    var (outcome, none) = Evaluator.RunExperiment(new Context(Payload.Empty, new Attributes { ["id"] = "u-1" }) { StickyBuckets = StickyBuckets.Of([assigned]) }, off);
    Assert.Equal(("classic", false, 0), (outcome.ValueOr(""), outcome.InExperiment, none.Count));
}
