// snippet
Assert.Equal(user.GetFeatureValue("checkout", ""), layout);
