// snippet
Assert.Equal(50, user.GetFeatureValue("page-size", 10));
Assert.True(user.IsOn("dark-mode"));
