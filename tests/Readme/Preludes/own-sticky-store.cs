var rows = new ConcurrentDictionary<string, string>();
// snippet
await using (var growthBook = await Given.ClientAsync(services: services))
{
    var user = await growthBook.UserAsync(new Attributes { ["id"] = "u-1" });
    user.EvalFeature("checkout");
    await growthBook.FlushAsync();
}
var store = new TableStore(rows);
await store.SaveAsync(new StickyAssignmentDocument("id", "u-1", ImmutableSortedDictionary<string, string>.Empty.Add("other__0", "a")), default);
var document = Assert.Single(await store.ReadAsync(["id||u-1", "id||u-2"], default));
Assert.Equal(["new-checkout__0", "other__0"], document.Assignments.Keys);
await using var second = await Given.ClientAsync(services: services);
Assert.True((await second.UserAsync(new Attributes { ["id"] = "u-1" })).EvalFeature("checkout").ExperimentResult!.StickyBucketUsed);
