// snippet
Assert.Empty(errors);
