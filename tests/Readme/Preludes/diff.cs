const string json = """{"features":{"f":{"rules":[{"key":"x","variations":["a","b"],"coverage":0.5,"hashVersion":2}]}}}""";
var changedJson = json.Replace("0.5", "0.8");
// snippet
Assert.Empty(errors);
Assert.Equal(VerdictKind.Proved, diff.Experiments.Single().Verdict!.Kind);
