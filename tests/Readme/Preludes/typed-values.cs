// snippet
Assert.True(isOn);
Assert.Equal(20, pageSize);
Assert.Equal(new Theme("#0a0", true), typed);
Assert.Equal(typed, safe);
Assert.Equal(typed, same);
Assert.Equal(3, number);
Assert.Contains("int", error!.Message, StringComparison.Ordinal);
