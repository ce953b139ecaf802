await using var growthBook = await Given.ClientAsync();
// snippet
Assert.Equal((true, false, 20), (isOn, isOff, pageSize));
Assert.Equal(result, explanation.Result);
Assert.Contains(button.ValueOr("none"), new[] { "green", "blue" });
Assert.Null(page.Redirect);
