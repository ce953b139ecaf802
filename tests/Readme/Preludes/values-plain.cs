// snippet
Assert.Equal(["a", null], Assert.IsType<List<object?>>(plain["tags"]));
