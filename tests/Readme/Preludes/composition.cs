// snippet
Assert.Contains(layout, new[] { "classic", "one-page" });
Assert.Equal(20, size);
Assert.Equal(3, effects.Count);
