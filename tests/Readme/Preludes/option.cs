var context = Shop.Context;
// snippet
Assert.Equal(20, pageSize);
