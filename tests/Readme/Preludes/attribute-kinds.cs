// snippet
Assert.Equal(["seats", "signup"], payload.AttributeTests.MisfitsOf(user).Select(each => each.Path));
