// snippet
Assert.Equal("us", growthBook.User(new Attributes { ["id"] = "u-1" }).Attributes["region"]);
