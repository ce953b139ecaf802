// snippet
Assert.Equal(3, experiment.Validate().Length);
