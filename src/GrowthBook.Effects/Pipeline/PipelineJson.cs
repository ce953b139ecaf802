namespace GrowthBook.Client;

/// <summary>The members of the pipeline's records in JSON.</summary>
internal static class PipelineJson
{
    public static void Write(RecordWriter members, EffectEvent effect)
    {
        members.Part("effect", effect.Effect.ToValue());
        members.Part("context", effect.Context.ToValue());
        members.Instant("timestamp", effect.Timestamp);
    }

    public static EffectEvent ReadEvent(RecordMembers members) => new(
        members.Part("effect", ReadEffect),
        members.Part("context", static json => Context.Parse(json, Payload.Empty)),
        members.Instant("timestamp"));

    /// <summary>An effect, which is read as a list of one: the paths of its faults are without the list.</summary>
    private static Parsed<Effect> ReadEffect(string json)
    {
        const string Item = "$[0]";
        var (effects, faults) = Effects.Parse($"[{json}]");
        return new(effects.Count > 0 ? effects[0] : null!, [.. faults.Select(fault => fault.Path.StartsWith(Item, StringComparison.Ordinal) ? fault with { Path = fault.Path.Remove(1, Item.Length - 1) } : fault)]);
    }

    public static void Write(RecordWriter members, TrackingEvent tracked)
    {
        members.Text("name", tracked.Name);
        members.Part("properties", tracked.Properties);
    }

    public static TrackingEvent ReadTrackingEvent(RecordMembers members) =>
        new(members.Text("name"), members.Part("properties", Value.Parse) as Value.Object ?? throw members.Unexpected("properties", "an object"));

    /// <summary>As <see cref="DeferredTrackingCall.ToValue"/>.</summary>
    public static void Write(RecordWriter members, DeferredTrackingCall call)
    {
        foreach (var member in call.ToValue())
            members.Part(member.Key, member.Value);
    }

    public static DeferredTrackingCall ReadTrackingCall(RecordMembers members)
    {
        var user = members.OptionalObject("user");
        return new DeferredTrackingCall(
            members.Part("experiment", Experiment.Parse)!,
            members.Part("result", ExperimentResult.Parse)!,
            user?.OptionalPart("attributes", Attributes.Parse) ?? Attributes.Empty,
            user?.OptionalText("url") ?? "");
    }

    public static void Write(RecordWriter members, EffectWriterCounts counts)
    {
        members.Integer("accepted", counts.Accepted);
        members.Integer("written", counts.Written);
        members.Integer("dropped", counts.Dropped);
        members.Integer("queued", counts.Queued);
        members.Integer("failedAttempts", counts.FailedAttempts);
    }

    public static EffectWriterCounts ReadCounts(RecordMembers members) => new(
        members.Integer("accepted"), members.Integer("written"), members.Integer("dropped"), members.Count("queued"), members.Integer("failedAttempts"));

    public static void Write(RecordWriter members, QueuedEffects queued)
    {
        members.Text("sink", queued.Sink);
        members.Integer("count", queued.Count);
    }

    public static QueuedEffects ReadQueued(RecordMembers members) => new(members.Text("sink"), members.Count("count"));

    public static void Write(RecordWriter members, FlushResult flushed) => members.Parts("remaining", flushed.Remaining, Write);

    public static FlushResult ReadFlush(RecordMembers members) => new(members.Parts("remaining", ReadQueued));
}
