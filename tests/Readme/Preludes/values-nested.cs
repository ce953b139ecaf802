// snippet
var onIos = Condition.Parse("""{"device.os": "ios"}""").Value;
Assert.True(Evaluator.EvalCondition(context with { Attributes = user }, onIos));
