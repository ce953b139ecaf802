// snippet
Assert.Equal(FeatureResultSource.UnknownFeature, user.EvalFeature("misspelt").Source);
Assert.Equal("classic", user.GetFeatureValue("misspelt", "classic"));
