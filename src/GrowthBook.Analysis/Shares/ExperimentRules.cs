using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>The rules that run an experiment. Several can run the same one, each with weights and targeting of its own.</summary>
public static class ExperimentRules
{
    /// <summary>The member of a result with <see cref="PickedName"/>.</summary>
    internal const string NameMember = "ruleName";

    /// <summary>Maximum number of rules that an error lists.</summary>
    private const int MaxListed = 10;

    /// <summary>Why a key, and the name of a rule, pick no single rule.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="experiment">The key of the experiment.</param>
    /// <param name="rule">The rule: its id, or its feature and number such as <c>checkout/2</c>; <c>null</c> for the only one.</param>
    /// <returns>The error; <c>null</c> for a single rule.</returns>
    public static string? ErrorOf(WrittenPayload payload, string experiment, string? rule = null)
    {
        var rules = Of((payload ?? throw new ArgumentNullException(nameof(payload))).Parts, experiment);
        if (rules.Length == 0)
            return $"the payload has no experiment `{Finding.Name(experiment)}`";
        return Named(rules, rule).Length switch
        {
            1 => null,
            0 => $"no rule `{Finding.Name(rule!)}` runs experiment `{Finding.Name(experiment)}`, which is run by {List(rules)}",
            _ => $"experiment `{Finding.Name(experiment)}` is run by {rules.Length} rules: {List(rules)}; name one of them",
        };
    }

    /// <summary>The rule that <see cref="ErrorOf"/> has no error for; otherwise <c>null</c>.</summary>
    internal static (WrittenFeature? Feature, WrittenRule Rule)? Find(WrittenParts parts, string experiment, string? rule) =>
        Named(Of(parts, experiment), rule) is [var only] ? only : null;

    /// <summary>The name that picks a rule of an experiment; <c>null</c> for the only one.</summary>
    internal static string? PickedName(WrittenParts parts, string experiment, WrittenFeature? feature, WrittenRule rule) =>
        Of(parts, experiment) is { Length: > 1 } rules ? NameOf((feature, rule), rules) : null;

    /// <summary>The result with the name that picks its rule; without a name as it is.</summary>
    internal static Value.Object WithName(Value.Object result, string? name) => name is null ? result : result.With(NameMember, name);

    /// <summary>All rules of an experiment, with their features.</summary>
    internal static (WrittenFeature? Feature, WrittenRule Rule)[] Of(WrittenParts parts, string experiment) =>
        [.. parts.RulesOf(experiment)];

    /// <summary>Those of a name; all without one.</summary>
    internal static (WrittenFeature? Feature, WrittenRule Rule)[] Named((WrittenFeature? Feature, WrittenRule Rule)[] rules, string? name) =>
        name is null ? rules : [.. rules.Where(each => each.Rule.Id == name || PathOf(each) == name)];

    /// <summary>The names by which the rules are picked, separated by commas.</summary>
    internal static string List((WrittenFeature? Feature, WrittenRule Rule)[] rules) =>
        string.Join(", ", rules.Take(MaxListed).Select(each => Finding.Name(NameOf(each, rules)))) + (rules.Length > MaxListed ? ", …" : "");

    /// <summary>The name of one of several rules: its id, or its feature and number if it has none or shares it.</summary>
    internal static string NameOf((WrittenFeature? Feature, WrittenRule Rule) rule, (WrittenFeature? Feature, WrittenRule Rule)[] rules) =>
        rule.Rule.Id.Length > 0 && rules.Count(each => each.Rule.Id == rule.Rule.Id) == 1 ? rule.Rule.Id : PathOf(rule);

    private static string PathOf((WrittenFeature? Feature, WrittenRule Rule) rule) =>
        string.Create(CultureInfo.InvariantCulture, $"{rule.Feature?.Key ?? "experiments"}/{rule.Rule.Index + 1}");
}
