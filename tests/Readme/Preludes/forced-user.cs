// snippet
Assert.Equal((50, "one-page"), (support.GetFeatureValue("page-size", 0), support.GetFeatureValue("checkout", "")));
