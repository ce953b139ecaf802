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
}
Assert.Equal("Experiment Viewed", Assert.Single(table.Rows).Name);
Assert.Equal(1, counted);
