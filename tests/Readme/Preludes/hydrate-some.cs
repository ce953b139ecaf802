// snippet
Assert.Contains("checkout", shown.ToString());
Assert.DoesNotContain("tracks", valuesOnly.ToString());
