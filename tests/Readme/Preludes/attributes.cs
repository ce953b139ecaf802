// snippet
Assert.Equal(4, inline.Count);
Assert.Empty(errors);
Assert.Equal("pro", typed["plan"]);
Assert.Equal(["id", "device", "seats", "country"], merged.Keys);
