var database = new Database();
// snippet
foreach (var sink in new[] { exposures, batches })
{
    var before = database.Rows.Count;
    await using (var growthBook = await Given.ClientAsync(services: new ClientServices { Sinks = [sink] }))
        growthBook.User(new Attributes { ["id"] = "u-1" }).EvalFeature("checkout");
    Assert.Equal("Experiment Viewed", Assert.Single(database.Rows.Skip(before)).Name);
}
// As the page says, only the first one's queue is without usages.
foreach (var (sink, accepted) in new[] { (exposures, 1), (batches, 2) })
{
    await using var growthBook = await Given.ClientAsync(services: new ClientServices { Sinks = [sink] });
    growthBook.User(new Attributes { ["id"] = "u-1" }).EvalFeature("checkout");
    Assert.Equal(accepted, growthBook.WriterCounts[0].Accepted);
}
