// snippet
Assert.True(flushed.IsComplete);
