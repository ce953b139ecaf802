// snippet
bool Matches(string condition, Attributes attributes)
{
    TestFeatures features = [Feature("matched").Off().ForceWhen(condition, true)];
    return Evaluator.IsOn(new Context(features.ToPayload(), attributes), "matched").IsOn;
}
Assert.True(Matches("""{"device.os": "ios", "device.screen.width": 390, "company.seats": 3}""", user));
Assert.False(Matches("""{"device.os": "ios"}""", Attributes.Empty.With("device.os", "ios")));
