namespace GrowthBook.Analysis;

/// <summary>
/// The exposures that an evaluation tracks, as an expectation names them. There can be several: of the experiment that answers, and of those that it needs or
/// passes through, such as a holdout.
/// </summary>
internal static class ExpectedExposures
{
    /// <summary>The keys of the experiments, each once, in the order of the evaluation: <c>null</c> for none, one as text, several as a list.</summary>
    public static Value Of(Effects effects)
    {
        Value[] keys = [.. effects.OfType<Effect.ExperimentViewed>().Select(viewed => (Value)viewed.Experiment.Key).Distinct()];
        return keys.Length switch
        {
            0 => Value.Null.Instance,
            1 => keys[0],
            _ => new Value.Array(keys),
        };
    }

    /// <summary>Whether the exposures are the expected ones: a text is one of them, a list is all of them in any order, and <c>null</c> or an empty list is none.</summary>
    public static bool Matches(Value found, Value? wanted)
    {
        var keys = KeysOf(found);
        return wanted is Value.String ? keys.Contains(wanted) : wanted is not null && keys.SetEquals(KeysOf(wanted));
    }

    private static HashSet<Value> KeysOf(Value exposures) => exposures switch
    {
        Value.Null => [],
        Value.Array several => [.. several],
        _ => [exposures],
    };
}
