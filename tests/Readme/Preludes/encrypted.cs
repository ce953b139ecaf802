var encryptedJson = """{"features":{},"encryptedFeatures":"m5ylFM6ndyOJA2OPadubkw==.Uu7ViqgKEt/dWvCyhI46q088PkAEJbnXKf3KPZjf9IEQQ+A8fojNoxw4wIbPX3aj"}""";
var key = "Zvwv/+uhpFDznZ6SX28Yjg==";
// snippet
Assert.Empty(errors);
Assert.Equal(["feature"], payload.FeatureKeys);
