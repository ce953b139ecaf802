// snippet
Assert.Equal("code", user.GetFeatureValue("plan", "code")); // there is no server at this address
