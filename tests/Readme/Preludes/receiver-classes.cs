var services = new ServiceCollection();
services.AddMetrics();
services.AddSingleton<Database>();
using var shopMeters = new System.Diagnostics.Metrics.MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Name == "shop.exposures") self.EnableMeasurementEvents(instrument); } };
var counted = 0L;
shopMeters.SetMeasurementEventCallback<long>((_, count, _, _) => counted += count);
shopMeters.Start();
// snippet
services.PostConfigure<GrowthBookOptions>(options => options.PayloadFile = null);
services.AddGrowthBook().UseSource(new InMemoryPayloadSource(json));
Database table;
await using (var provider = services.BuildServiceProvider())
{
    table = provider.GetRequiredService<Database>();
    var growthBook = provider.GetRequiredService<GrowthBookClient>();
    await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
    growthBook.User(new Attributes { ["id"] = "u-1" }).EvalFeature("checkout");
    Assert.Equal([1, 2], growthBook.WriterCounts.Select(counts => counts.Accepted)); // the queue of the exposures has no usage
}
Assert.Equal(["Experiment Viewed", "Experiment Viewed", "Feature Evaluated"], table.Rows.Select(row => row.Name).Order());
Assert.Equal(1, counted);
