var log = new FakeLogCollector();
using var loggerFactory = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(log)));
var options = new GrowthBookOptions { ClientKey = "sdk-abc123", ApiHost = "http://127.0.0.1:9" };
// snippet
growthBook.User(Attributes.Empty);
Assert.Equal("GrowthBook.Client", Assert.Single(log.GetSnapshot()).Category);
await growthBook.DisposeAsync();
