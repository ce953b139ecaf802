// snippet
Assert.Equal(new Theme("#0a0", true), theme);
