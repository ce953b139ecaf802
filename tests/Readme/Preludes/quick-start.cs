// snippet
Assert.Empty(errors);
Assert.True(result.On);
Assert.Equal("fr_1", result.RuleId);
Assert.Single(effects);
Assert.NotEqual(context, new Context(Payload.Parse(json).Value, user));
Assert.Equal(context, new Context(payload, new Attributes { ["id"] = "u-1", ["plan"] = "pro" }));
