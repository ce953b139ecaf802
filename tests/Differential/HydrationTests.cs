namespace GrowthBook.Pure.Differential;

/// <summary>The features of a user as a payload, evaluated by the reference SDK as a page evaluates them.</summary>
public class HydrationTests
{
    [SkippableFact]
    public void The_reference_has_the_values_and_the_exposures_of_all_features()
    {
        Reference.Need();
        var seed = Reference.Seed();
        var users = Reference.Records(seed, 500).Select(line => EvaluationRecord.Parse(line.Span).Value.Record)
            .OfType<EvaluationRecord>().Where(record => record.Context.Payload.FeatureKeys.Count > 0)
            .Select(record => Evaluator.EvalAll(record.Context).Result).ToList();
        Assert.NotEmpty(users);

        var withTracks = Reference.Hydrate(users.Select(all => Line(all, tracks: true)));
        var withoutTracks = Reference.Hydrate(users.Select(all => Line(all, tracks: false)));

        for (var i = 0; i < users.Count; i++)
        {
            foreach (var (answer, tracks) in new[] { (withTracks[i], true), (withoutTracks[i], false) })
            {
                var parsed = (Value.Object)Parse(answer);
                foreach (var (key, result) in users[i])
                {
                    var place = $"seed {seed}, user {i}, feature {key}";
                    Assert.True(((Value.Object)parsed["results"])[key].Equals(Parse(result.Value.ToJson())), place);
                    var exposures = tracks ? Exposures(users[i].EffectsOf(key)) : [];
                    Assert.True(((Value.Object)parsed["viewed"])[key].Equals(new Value.Array(exposures)), place);
                }
            }
        }
    }

    private static string Line(AllFeatures all, bool tracks) => new Value.Object(
    [
        new("payload", all.ToPayload(tracks)), new("features", new Value.Array(all.Keys.Select(key => (Value)key))),
    ]).ToString();

    /// <summary>The exposures that the reference tracks once.</summary>
    private static IEnumerable<Value> Exposures(Effects effects) => effects.OfType<Effect.ExperimentViewed>()
        .DistinctBy(viewed => viewed.Result.HashAttribute + Text(viewed.Result.HashValue) + viewed.Experiment.Key + viewed.Result.VariationId)
        .Select(viewed => (Value)new Value.Array([viewed.Experiment.Key, Parse(viewed.Result.ToString())]));

    private static string Text(Value value) => value.ToString();

    private static Value Parse(string json) => Attributes.Parse($"{{\"value\":{json}}}").Value["value"];
}
