// snippet
Assert.True(b.On);
