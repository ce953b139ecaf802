using YamlDotNet.RepresentationModel;

namespace GrowthBook.Analysis;

/// <summary>Expectations of a feature for a user, or for each user of a matrix.</summary>
/// <param name="source">The payload.</param>
/// <param name="users">The users by name.</param>
/// <param name="hasStickyBuckets">Whether the application has sticky buckets, as the file says; <c>null</c> if it does not.</param>
/// <param name="updates">Takes the present answers, in place of those that were expected.</param>
/// <param name="suggestions">Finds the names that mistyped ones mean.</param>
/// <param name="steps">The steps of all evaluations.</param>
/// <param name="warnings">Takes the cases whose answers depend on whether the application has sticky buckets, if it is not known, and attributes of nearly the names that it reads.</param>
internal sealed class UserExpectation(
    PayloadSource source, Value users, bool? hasStickyBuckets, TextUpdates updates, Suggestions suggestions, EvaluationSteps steps, ICollection<string> warnings)
{
    /// <summary>The number of users of one matrix.</summary>
    private const int MaxCases = 10_000;

    /// <summary>The size of the attributes, names and expected values of all cases of a file, counted as often as they are filled in.</summary>
    private const int MaxSize = 2_000_000;

    /// <summary>The number of failed cases of a file that are explained, and the length of each reason in UTF-16 code units.</summary>
    private const int MaxReasons = 200, MaxReason = 500;

    /// <summary>The number of cases of a file whose attributes are searched for doubtful ones, and of the warnings of these.</summary>
    private const int MaxTraces = 1000, MaxDoubts = 20;

    private const string CasesName = "$cases";

    private const string UndecidedAnswer = $"the answer is another one if the application has sticky buckets, because only then fallbackAttribute counts; write {StickyBucketing.Member}: true or false";

    private readonly Dictionary<string, FallbackUsers> _fallbacks = new(StringComparer.Ordinal);

    private readonly WorkLimit _sizes = new(MaxSize);

    private readonly WorkLimit _reasons = new(MaxReasons);

    private readonly WorkLimit _traces = new(MaxTraces);

    private readonly HashSet<AttributeDoubt> _doubts = [];

    /// <summary>What can be expected, what a result has, and whether that is the expected one.</summary>
    private static readonly (string Name, Func<FeatureResult, Effects, Value> Actual, Func<Value, Value?, bool> Matches)[] Kinds =
    [
        ("value", (result, _) => result.Value, Equals),
        ("variation", (result, _) => result.ExperimentResult is { } experiment ? experiment.Key : Value.Null.Instance, Equals),
        ("source", (result, _) => result.Source.ToName(), Equals),
        ("rule", (result, _) => result.RuleId, Equals),
        ("exposure", (_, effects) => ExpectedExposures.Of(effects), ExpectedExposures.Matches),
    ];

    /// <summary>Whether the file, or an expectation, says that the application has sticky buckets; <c>null</c> if it says nothing.</summary>
    public static bool? HasStickyBuckets(YamlNode node) => YamlValue.Find(node, StickyBucketing.Member) is not { } written ? null
        : YamlValue.Of(written).AsBoolean() ?? throw new FormatException($"{StickyBucketing.Member} is neither true nor false");

    public IEnumerable<ExpectationCheck> Check(YamlNode node, string feature)
    {
        var expected = Kinds.Where(kind => YamlValue.Find(node, kind.Name) is not null).ToArray();
        if (expected.Length == 0)
            throw new FormatException($"expects nothing; write one of {string.Join(", ", Kinds.Select(kind => kind.Name))}, always");
        var attributes = YamlValue.Find(node, "attributes") is { } own ? YamlValue.Of(own) : null;
        RefuseUnusedNames(node, attributes);
        var cases = Cases(YamlValue.Find(node, "matrix")).Select(names => Evaluate(node, feature, attributes, names)).ToArray();
        EvaluateUndecided(node, feature, cases);
        foreach (var (name, actual, matches) in expected)
        {
            var written = YamlValue.Find(node, name)!;
            var (template, hasFailed) = (YamlValue.Of(written), false);
            RefuseUnknownCases(template, cases);
            Take(YamlValue.Size(template) * cases.Length);
            foreach (var each in cases)
            {
                var (wanted, found) = (Wanted(template, each), actual(each.Result, each.Effects));
                var meets = matches(found, wanted);
                each.IsUndecided |= each.WithStickyBuckets is var (result, effects) && matches(actual(result, effects), wanted) != meets;
                if (meets)
                    continue;
                hasFailed = true;
                each.Failures.Add(wanted is null
                    ? $"{name} is {Finding.Text(found)}, and {CasesName} does not have this case"
                    : $"{name} is {Finding.Text(found)}, expected {Finding.Text(wanted)}");
            }
            if (hasFailed)
                updates.Replace(written, Update(cases, each => actual(each.Result, each.Effects)));
        }
        foreach (var each in cases)
            WarnOfDoubts(node, feature, each);
        foreach (var each in cases.Where(each => each.IsUndecided))
            warnings.Add($"{Expectations.PlaceOf(node)}: {Finding.Name(feature)}, {each.Name}: {UndecidedAnswer}");
        return cases.Select(each => new ExpectationCheck(Finding.Name(feature), each.Name, Expectations.PlaceOf(node), [.. each.Failures])
        {
            Reason = each.Failures.Count == 0 ? "" : ReasonOf(each.Context, feature),
        });
    }

    /// <summary>
    /// Refuses a name of a matrix that none of the expressions has, which would make cases of one and the same user. Without any expression it is a warning.
    /// </summary>
    private void RefuseUnusedNames(YamlNode node, Value? attributes)
    {
        if (YamlValue.Find(node, "matrix") is not YamlMappingNode names)
            return;
        var used = attributes is null ? [] : Template.Tokens(attributes).ToHashSet(StringComparer.Ordinal);
        if (names.Children.Select(each => YamlValue.Text(each.Key)).FirstOrDefault(each => !used.Contains(each)) is not { } unused)
            return;
        var fault = $"matrix has `{Finding.Name(unused)}`, which is in no ${{…}} of the attributes; write \"${{{Finding.Name(unused)}}}\" there, or remove it";
        if (used.Count > 0)
            throw new FormatException(fault);
        warnings.Add($"{Expectations.PlaceOf(node)}: {fault}");
    }

    /// <summary>Warns of attributes that probably are not what the evaluation of a case reads, once per warning and file: an expectation can hold in spite of them.</summary>
    private void WarnOfDoubts(YamlNode node, string feature, Case each)
    {
        if (steps.AreUsedUp || _doubts.Count == MaxDoubts || !_traces.TryTake(1))
            return;
        foreach (var doubt in NearNames.Of(source.Payload, Evaluator.Explain(each.Context, feature)).Concat(AttributeDoubt.OfValues(each.Context)))
        {
            if (_doubts.Count < MaxDoubts && _doubts.Add(doubt))
                warnings.Add($"{Expectations.PlaceOf(node)}: {Finding.Name(feature)}, {each.Name}: {doubt.Text}");
        }
    }

    private string ReasonOf(Context context, string feature) => steps.AreUsedUp || !_reasons.TryTake(1)
        ? ""
        : PlainText.Of(RuleReason.Of(Evaluator.Explain(context, feature).Trace), MaxReason);

    /// <summary>
    /// The value for a case: the filled template, or the entry of the case in <c>{ $cases: { NAME: VALUE } }</c>, which an update writes;
    /// <c>null</c> without an entry.
    /// </summary>
    private static Value? Wanted(Value written, Case each) =>
        CasesOf(written) is { } cases ? cases.GetValueOrDefault(each.Name) : Template.Fill(written, each.Names);

    private static Value.Object? CasesOf(Value written) => written is Value.Object members ? members[CasesName] as Value.Object : null;

    private void RefuseUnknownCases(Value written, Case[] cases)
    {
        if (CasesOf(written) is not { } entries)
            return;
        var names = cases.Select(each => each.Name).ToHashSet();
        if (entries.Keys.FirstOrDefault(key => !names.Contains(key)) is { } unknown)
            throw new FormatException($"{CasesName} has `{Finding.Name(unknown)}`, which is no case of the matrix{suggestions.Question(unknown, names)}");
    }

    private static Value Update(Case[] cases, Func<Case, Value> actual) => cases.Select(actual).Distinct().Count() == 1
        ? actual(cases[0])
        : new Value.Object { [CasesName] = new Value.Object(cases.Select(each => KeyValuePair.Create(each.Name, actual(each)))) };

    private void Take(long size)
    {
        if (!_sizes.TryTake(size))
            throw new FormatException(FormattableString.Invariant($"the matrices, attributes and values of the file have more than {MaxSize:N0} values; split the file"));
    }

    private Case Evaluate(YamlNode node, string feature, Value? written, Value.Object names)
    {
        var user = YamlValue.Find(node, "user") is { } name ? YamlValue.Text(name) : null;
        if (user is not null && written is not null)
            throw new FormatException("names both user and attributes; remove one of them");
        Take(YamlValue.Size(names) + (written is null ? 0 : YamlValue.Size(written)));
        var attributes = written is not null ? Template.Fill(written, names)
            : user is null ? Value.Object.Empty
            : users[user];
        if (attributes is not Value.Object members)
            throw new FormatException(user is null ? "attributes is no mapping" : $"there is no user `{Finding.Name(user)}` in users{suggestions.Question(user, users is Value.Object known ? known.Keys : [])}");
        var url = YamlValue.Find(node, "url") is { } page ? YamlValue.Text(page) : "";
        if (steps.AreUsedUp)
            throw new FormatException(FormattableString.Invariant($"the evaluations of the file take more than {steps.Max:N0} steps; split the file, or mend slow regular expressions of the payload"));
        var context = StickyBucketing.Of(new Context(source.Payload, Attributes.From(members)) { Url = url }, HasStickyBuckets(node) ?? hasStickyBuckets);
        var result = steps.EvalFeature(context, feature, out var effects);
        var matrix = string.Join(", ", names.Select(each => $"{each.Key}={Coercion.ToText(each.Value)}"));
        return new Case(matrix.Length > 0 ? matrix : user is not null ? Finding.Name(user) : Finding.Text(members), names, context, result, effects);
    }

    /// <summary>Evaluates the cases that can have another answer in an application with sticky buckets, if it is not known whether it has them.</summary>
    private void EvaluateUndecided(YamlNode node, string feature, Case[] cases)
    {
        if ((HasStickyBuckets(node) ?? hasStickyBuckets) is not null)
            return;
        if (!_fallbacks.TryGetValue(feature, out var fallbacks))
            _fallbacks[feature] = fallbacks = FallbackUsers.Of(source.Payload, [feature]);
        foreach (var each in cases.Where(each => fallbacks.Has(each.Context) && !steps.AreUsedUp))
            each.WithStickyBuckets = (steps.EvalFeature(StickyBucketing.With(each.Context), feature, out var effects), effects);
    }

    /// <summary>Each combination of the values of a matrix; one without names if there is none.</summary>
    private static IEnumerable<Value.Object> Cases(YamlNode? matrix)
    {
        IEnumerable<Value.Object> cases = [Value.Object.Empty];
        if (matrix is null)
            return cases;
        if (matrix is not YamlMappingNode names || names.Children.Any(name => name.Value is not YamlSequenceNode))
            throw new FormatException("matrix is no mapping of names to lists");
        if (names.Children.FirstOrDefault(name => name.Value is YamlSequenceNode { Children.Count: 0 }).Key is { } empty)
            throw new FormatException($"matrix has no values for `{Finding.Name(YamlValue.Text(empty))}`, so that there is no case to check");
        if (names.Children.Aggregate(1.0, (product, name) => product * ((YamlSequenceNode)name.Value).Children.Count) > MaxCases)
            throw new FormatException(FormattableString.Invariant($"matrix has more than {MaxCases:N0} combinations; split it"));
        foreach (var (name, values) in names.Children)
            cases = cases.SelectMany(each => ((YamlSequenceNode)values).Select(value => each.With(YamlValue.Text(name), YamlValue.Of(value)))).ToArray();
        return cases;
    }

    private sealed class Case(string name, Value.Object names, Context context, FeatureResult result, Effects effects)
    {
        public Context Context => context;

        public string Name => name;

        public Value.Object Names => names;

        public FeatureResult Result => result;

        public Effects Effects => effects;

        /// <summary>The answer in an application with sticky buckets; <c>null</c> if it is the same or not wanted.</summary>
        public (FeatureResult Result, Effects Effects)? WithStickyBuckets { get; set; }

        /// <summary>Whether one of the two answers meets an expectation, and the other does not.</summary>
        public bool IsUndecided { get; set; }

        public List<string> Failures { get; } = [];
    }
}
