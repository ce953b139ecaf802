var table = new Table();
var sink = new PartialTable(table);
// snippet
EffectEvent[] events = [.. Enumerable.Range(0, 4).Select(i => new EffectEvent(new Effect.EventLogged($"e{i}", Value.Object.Empty), new Context(Payload.Empty, Attributes.Empty), DateTimeOffset.UnixEpoch))];
var refusal = await Assert.ThrowsAsync<EffectWriteException>(async () => await sink.WriteAsync([.. events], default));
Assert.True(refusal.NotWritten.SequenceEqual([events[1], events[3]]));
Assert.Equal((TimeSpan.FromSeconds(10), "the table refused rows"), (refusal.RetryAfter, refusal.Message));
await sink.WriteAsync([events[1]], default);
Assert.Equal([events[0], events[2], events[1]], table.Rows);
