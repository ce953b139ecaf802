// snippet
Assert.True(isOn);
Assert.Equal(20, pageSize);
Assert.Equal(new Theme("#0a0", true), typed);
Assert.Equal(typed, safe);
Assert.Equal(3, number);
Assert.Contains("Int32", error!.Message, StringComparison.Ordinal);
