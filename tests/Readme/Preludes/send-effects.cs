// snippet
Assert.Equal(effects, read.Effects);
Assert.Equal(context.Attributes, read.Context.Attributes);
Assert.Equal(result, JsonSerializer.Deserialize<FeatureResult>(JsonSerializer.Serialize(result)));
Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Message>(json.Replace("\"effects\"", "\"effekts\""), options));
