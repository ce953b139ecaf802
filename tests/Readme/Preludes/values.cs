// snippet
Assert.Equal("#0a0", accent);
Assert.True(rounded);
Assert.Equal(1, width);
