namespace GrowthBook;

/// <summary>Reads effects from the JSON form of evaluation records.</summary>
internal static class EffectsReader
{
    /// <summary>The effects of an array; a malformed one is reported and left out.</summary>
    public static Effects Read(Value value, Faults faults)
    {
        if (value is not Value.Array items)
        {
            faults.Error("not an array of effects");
            return Effects.None;
        }
        var effects = new EffectsBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            faults.Position.Enter(i);
            if (ReadOne(items[i], faults) is { } effect)
                effects.Add(effect);
            faults.Position.Leave();
        }
        return effects.Build();
    }

    /// <summary>The effects of an array; one that is malformed is a fatal fault.</summary>
    public static Effects ReadAll(Value value, Faults faults)
    {
        var effects = Read(value, faults);
        if (value is not Value.Array items || effects.Count < items.Count)
            faults.Fatal("the effects are malformed");
        return effects;
    }

    /// <summary>An effect; <c>null</c> where it is malformed.</summary>
    public static Effect? ReadOne(Value value, Faults faults)
    {
        if (value is not Value.Object source)
        {
            faults.Error("not an effect object");
            return null;
        }
        switch (source["type"])
        {
            case Value.String { Content: "stickyBucketAssigned" }:
                return ResultReader.At("doc", source["doc"], StickyAssignmentDocument.ReadWhole, faults) is { } document
                    ? new Effect.StickyBucketAssigned(document) : null;
            case Value.String { Content: "experimentViewed" }:
                return ResultReader.ReadExposure(source, faults, new ModelPool()) is var (experiment, viewed)
                    ? new Effect.ExperimentViewed(experiment, viewed) : null;
            case Value.String { Content: "featureEvaluated" }:
                if (source["featureKey"] is not Value.String key)
                    return Lacking("featureKey", faults);
                return ResultReader.At("result", source["result"], ResultReader.ReadFeature, faults) is { } result
                    ? new Effect.FeatureEvaluated(key.Content, result) : null;
            case Value.String { Content: "eventLogged" }:
                if (source["name"] is not Value.String name)
                    return Lacking("name", faults);
                var members = new Members(source, faults);
                var properties = members.Object("properties") ?? Value.Object.Empty;
                return members.IsMalformed ? null : new Effect.EventLogged(name.Content, properties);
            default:
                faults.Error("not an effect of a known type; the types are experimentViewed, featureEvaluated, stickyBucketAssigned and eventLogged");
                return null;
        }
    }

    private static Effect? Lacking(string member, Faults faults)
    {
        faults.ErrorAt(member, "missing or not a string; the effect is left out");
        return null;
    }
}
