// snippet
Assert.Equal("u-1", user["user_id"]);
