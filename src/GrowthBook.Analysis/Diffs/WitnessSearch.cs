namespace GrowthBook.Analysis;

/// <summary>
/// Searches for a user whom a change moves, excludes or no longer tracks: over the values that conditions mention, and over identifiers.
/// Each witness is verified by evaluation.
/// </summary>
internal sealed class WitnessSearch
{
    /// <summary>Maximum number of combinations of attributes.</summary>
    private const int MaxCombinations = 512;

    /// <summary>Maximum number of identifiers that are hashed, and evaluated, for all combinations.</summary>
    private const int MaxHashed = 200_000, MaxEvaluated = 20_000;

    /// <summary>The steps of one rule of an evaluation.</summary>
    private const int CostPerRule = 10;

    /// <summary>The steps of evaluations that count as one of the search.</summary>
    private const int EvaluationStepsPerStep = 16;

    private readonly ExperimentPair _pair;
    private readonly PayloadPair _payloads;
    private readonly string[] _identifiers;

    /// <summary>The attributes with an identifier: all of them, and if the new experiment hashes others too, those of the old one only.</summary>
    private readonly string[][] _identified;
    private readonly Assignment _old;
    private readonly Assignment _new;

    /// <summary>The steps of an evaluation: the rules of the feature.</summary>
    private readonly long _cost;

    private WitnessSearch(ExperimentPair pair, PayloadPair payloads)
    {
        (_pair, _payloads) = (pair, payloads);
        _old = Assignment.Of(pair.Old!);
        _cost = CostPerRule * (1L + (payloads.Old.Parts.Find(pair.Feature!)?.Rules.Length ?? 0) + (payloads.New.Parts.Find(pair.Feature!)?.Rules.Length ?? 0));
        _new = pair.New is null ? Assignment.Empty : Assignment.Of(pair.New);
        _identifiers = [.. AttributesOf(_old).Union(AttributesOf(_new), StringComparer.Ordinal)];
        _identified = AttributesOf(_old).Distinct(StringComparer.Ordinal).ToArray() is var before && before.Length < _identifiers.Length ? [_identifiers, before] : [_identifiers];
    }

    /// <summary>A user who was in the experiment and does not stay; <c>null</c> if none is found, and for the payload's own experiments.</summary>
    public static Witness? Find(ExperimentPair pair, PayloadPair payloads) =>
        pair.Old is null || pair.Feature is null ? null : new WitnessSearch(pair, payloads).Find();

    private Witness? Find()
    {
        var combinations = Combinations().Take(MaxCombinations).ToArray();
        var (hashed, evaluated) = (0, 0);
        // Identifiers whose bucket is affected come first; then those that were in, in case that a condition excludes them.
        foreach (var isAffected in new[] { true, false })
        {
            for (var i = 0; hashed < MaxHashed && evaluated < MaxEvaluated && i < MaxHashed; i++, hashed++)
            {
                if (!_payloads.Searches.TryTake(1))
                    return null;
                var id = FormattableString.Invariant($"u-{i}");
                var (before, after) = (_old.ArmOf(id), _new.ArmOf(id));
                if (before < 0 || (isAffected && KeyOf(before, _pair.Old!) == KeyOf(after, _pair.New)))
                    continue;
                foreach (var (combination, identified) in combinations.SelectMany(_ => _identified, (combination, identified) => (combination, identified)))
                {
                    if (!_payloads.Searches.TryTake(_cost))
                        return null;
                    evaluated++;
                    if (Verify(combination, identified, id) is { } witness)
                        return witness;
                }
            }
            hashed = evaluated = 0;
        }
        return null;
    }

    private Witness? Verify(IEnumerable<KeyValuePair<string, Value>> values, string[] identified, string id)
    {
        var attributes = AttributeTree.Of([.. values, .. identified.Select(name => new KeyValuePair<string, Value>(name, id))]);
        var changes = new List<UserChange>();
        var isDifferent = UserComparison.Compare(new Context(_payloads.Old.Compiled, attributes), _payloads.New.Compiled, _pair.Feature!, changes, assumesStoredAssignments: false, out var results);
        _payloads.Searches.TryTake(results.Steps / EvaluationStepsPerStep); // without steps left, the search ends before its next evaluation
        if (!isDifferent)
            return null;
        foreach (var change in changes)
        {
            if (change.Experiment == _pair.Old!.Source.Key && change.Class is ChangeClass.Moved or ChangeClass.Left or ChangeClass.ExposureLost)
                return new Witness(attributes, change.Class, change.Before, change.After);
        }
        return null;
    }

    /// <summary>The combinations of candidate values: all first ones, then with one and two attributes changed.</summary>
    private IEnumerable<KeyValuePair<string, Value>[]> Combinations()
    {
        var candidates = CandidateValues.Of(_payloads.Old.Parts.SavedGroups, Conditions()).Where(each => !_identifiers.Contains(each.Key)).ToArray();
        var first = candidates.Select(each => new KeyValuePair<string, Value>(each.Key, each.Value[0])).ToArray();
        yield return first;
        for (var i = 0; i < candidates.Length; i++)
        {
            foreach (var value in candidates[i].Value.Skip(1))
                yield return With(first, i, value);
        }
        for (var i = 0; i < candidates.Length; i++)
        {
            for (var j = i + 1; j < candidates.Length; j++)
            {
                foreach (var one in candidates[i].Value.Skip(1))
                {
                    foreach (var other in candidates[j].Value.Skip(1))
                        yield return With(With(first, i, one), j, other);
                }
            }
        }

        static KeyValuePair<string, Value>[] With(KeyValuePair<string, Value>[] values, int at, Value value)
        {
            var changed = values.ToArray();
            changed[at] = new(values[at].Key, value);
            return changed;
        }
    }

    /// <summary>The conditions of the experiment first, then of all rules of its feature and of its prerequisites, in both payloads.</summary>
    private IEnumerable<Value> Conditions()
    {
        var (open, seen) = (new Queue<string>([_pair.Feature!]), new HashSet<string>([_pair.Feature!], StringComparer.Ordinal));
        yield return _pair.OldRule!.Json["condition"];
        while (open.TryDequeue(out var key))
        {
            foreach (var rule in (_payloads.Old.Parts.Find(key)?.Rules ?? []).Concat(_payloads.New.Parts.Find(key)?.Rules ?? []))
            {
                yield return rule.Json["condition"];
                foreach (var needed in References.Prerequisites(rule.Json).Where(seen.Add))
                    open.Enqueue(needed);
            }
        }
    }

    private static IEnumerable<string> AttributesOf(Assignment assignment) => assignment.Factors.Select(factor => factor.Source.Attribute).Where(name => name.Length > 0);

    private static string? KeyOf(int variation, CompiledExperiment? experiment) =>
        variation < 0 || experiment is null ? null : ExperimentMeasure.KeyOf(experiment, variation);
}
