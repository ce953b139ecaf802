// snippet
Assert.Equal(4, (first + second).Count);
Assert.Equal(first, once);
