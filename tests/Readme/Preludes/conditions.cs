// snippet
Assert.Empty(errors);
Assert.True(matches);
