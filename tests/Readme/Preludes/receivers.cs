var analytics = new Analytics();
var database = new Database();
// snippet
await using (var growthBook = await Given.ClientAsync(services: services))
{
    var user = growthBook.User(new Attributes { ["id"] = "u-1" });
    user.EvalFeature("checkout");
    user.EvalFeature("checkout");
}
Assert.StartsWith("Viewed Experiment new-checkout ", Assert.Single(analytics.Tracked), StringComparison.Ordinal);
Assert.Equal(["Experiment Viewed", "Feature Evaluated"], database.Rows.Select(row => row.Name));
