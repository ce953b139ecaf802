var log = new FakeLogCollector();
using var loggerFactory = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(log)));
var options = new GrowthBookOptions { ClientKey = "sdk-abc123", ApiHost = "http://127.0.0.1:9" };
// snippet
growthBook.User(Attributes.Empty);
// The refresh that the user starts fails, and its log record may be there already.
Assert.Single(log.GetSnapshot(), record => record.Category == "GrowthBook.Client");
await growthBook.DisposeAsync();
