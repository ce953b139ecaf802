// snippet
Assert.Equal(4, all.Distinct().Count);
Assert.Equal(all, Effects.Parse(all.ToString()).Value);
