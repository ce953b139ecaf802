var database = new Database();
// snippet
foreach (var sink in new[] { one, batches })
{
    var before = database.Rows.Count;
    await using (var growthBook = await Given.ClientAsync(services: new ClientServices { Sinks = [sink] }))
        growthBook.User(new Attributes { ["id"] = "u-1" }).EvalFeature("checkout");
    Assert.Equal("Experiment Viewed", Assert.Single(database.Rows.Skip(before)).Name);
}
