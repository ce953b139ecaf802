// snippet
Assert.Equal(Plan.TopTier, result.ValueOr(Plan.Free));
Assert.Equal(Plan.Free, new FeatureResult("TopTier", FeatureResultSource.DefaultValue).ValueOr(Plan.Free));
