namespace GrowthBook.Analysis;

/// <summary>The power of an experiment of a payload: its arms, and the share of users that it admits.</summary>
public sealed class ExperimentPower
{
    private readonly WrittenPayload _payload;
    private readonly SimulatedExperiment _experiment;
    private readonly double _admitted;

    private ExperimentPower(WrittenPayload payload, SimulatedExperiment experiment, double admitted) =>
        (_payload, _experiment, _admitted) = (payload, experiment, admitted);

    /// <summary>The experiment of a key, with the share of users that its random inputs admit.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="key">The key of the experiment.</param>
    /// <returns>The power; <c>null</c> without such an experiment.</returns>
    public static ExperimentPower? Of(WrittenPayload payload, string key)
    {
        _ = payload ?? throw new ArgumentNullException(nameof(payload));
        if (payload.Parts.FindExperiment(key) is not var (feature, rule))
            return null;
        var arm = rule.Experiments[^1];
        var shares = ArmShares.Of(Assignment.Of(arm.Compiled), arm.Compiled.Source.Variations.Length);
        return new ExperimentPower(payload, SimulatedExperiment.Of(feature?.Key, rule, arm), Exact.Ratio(shares.Included, shares.Total));
    }

    /// <summary>The keys of all experiments of a payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <returns>The keys.</returns>
    public static IEnumerable<string> KeysOf(WrittenPayload payload) =>
        (payload ?? throw new ArgumentNullException(nameof(payload))).Parts.AllExperiments().Select(each => each.Rule.Experiment!.Key);

    /// <summary>Whether the experiment tracks a user.</summary>
    /// <param name="attributes">The user's attributes.</param>
    /// <returns>Whether it does.</returns>
    public bool Admits(Attributes attributes)
    {
        var context = new Context(_payload.Compiled, attributes);
        return _experiment.Feature is null
            ? _payload.Compiled.Experiments.Any(each => each.Key == _experiment.Key && Evaluator.RunExperiment(context, each with { UrlPatterns = default }).Result is { InExperiment: true, HashUsed: true })
            : Evaluator.EvalFeature(context, _experiment.Feature).Effects.Any(effect => effect is Effect.ExperimentViewed viewed && viewed.Experiment.Key == _experiment.Key);
    }

    /// <summary>The same with a share of users that was counted.</summary>
    /// <param name="admitted">The number of users in the experiment.</param>
    /// <param name="users">The number of all users, above 0.</param>
    /// <returns>The power.</returns>
    public ExperimentPower WithAdmitted(long admitted, long users) => new(_payload, _experiment, (double)admitted / users);

    /// <summary>The smallest relative lifts that are found with a power of 0.8 at a level of 0.05, by weeks.</summary>
    /// <param name="usersPerWeek">The number of users per week, before targeting and coverage.</param>
    /// <param name="rate">The rate of the control, between 0 and 1, both exclusive.</param>
    /// <param name="weeks">The numbers of weeks.</param>
    /// <returns><c>{"kind":"power","schemaVersion":1,"payload","key","rate","usersPerWeek","admitted","weeks":[{"weeks","users","smallestLift"}],"unread":0}</c>; the lift of the smallest arm against the first.</returns>
    public Value.Object ToValue(double usersPerWeek, double rate, IEnumerable<int> weeks)
    {
        var treatment = _experiment.Shares.Skip(1).Where(share => share > 0).DefaultIfEmpty(0).Min();
        return new Value.Object(
        [
            new("kind", "power"),
            new("schemaVersion", PartialResult.SchemaVersion),
            new("payload", _payload.Hash),
            new("key", _experiment.Key),
            new("rate", rate),
            new("usersPerWeek", usersPerWeek),
            new("admitted", _admitted),
            new("weeks", new Value.Array(weeks.Select(week =>
            {
                var users = usersPerWeek * week * _admitted;
                var lift = Power.SmallestLift(rate, users * _experiment.Shares.FirstOrDefault(), users * treatment);
                return (Value)new Value.Object([new("weeks", week), new("users", users), new("smallestLift", lift is { } found ? found : Value.Null.Instance)]);
            }))),
            new(Unread.Member, 0),
        ]);
    }
}
