var logger = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
var requestCookies = new Dictionary<string, string>();
var setCookie = new List<string>();
// snippet
Assert.Empty(faults);
Assert.Equal(2, setCookie.Count);
Assert.EndsWith("; Max-Age=0; Path=/", setCookie[0], StringComparison.Ordinal);
Assert.EndsWith("; Max-Age=15552000; Path=/; Domain=shop.example", setCookie[1], StringComparison.Ordinal);
