await using var growthBook = await Given.ClientAsync();
var user = growthBook.User(new Attributes { ["id"] = "u-1" });
// snippet
var call = Assert.Single(JsonDocument.Parse(json).RootElement.EnumerateArray());
Assert.Equal("new-checkout", call.GetProperty("experiment").GetProperty("key").GetString());
Assert.Equal(layout.ExperimentResult!.VariationId, call.GetProperty("result").GetProperty("variationId").GetInt32());
