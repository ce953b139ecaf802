namespace GrowthBook;

/// <summary>The attributes that a payload, or an experiment in code, reads from a user.</summary>
internal static class PayloadAttributes
{
    /// <summary>What is read in conditions, saved groups that conditions refer to, rollouts, filters, experiments and leaves of contextual bandits.</summary>
    public static ReadAttributes Of(FeatureTable features, PageTable pages, SavedGroups groups)
    {
        var attributes = new ReadAttributes(groups);
        AddAll(features, pages, attributes);
        return attributes;
    }

    /// <summary>The tests in conditions, in saved groups that conditions refer to and in leaves of contextual bandits.</summary>
    public static TestedPaths TestsOf(FeatureTable features, PageTable pages, SavedGroups groups)
    {
        var tests = new TestedPaths();
        AddAll(features, pages, new ReadAttributes(groups, tests));
        return tests;
    }

    private static void AddAll(FeatureTable features, PageTable pages, ReadAttributes attributes)
    {
        for (var number = 0; number < features.EntryCount; number++)
        {
            var rules = features[number].Rules;
            for (var i = 0; i < rules.Count; i++)
                Add(rules[i], attributes);
        }
        foreach (var page in pages.All)
            Add(page.Experiment, attributes);
    }

    /// <summary>What an experiment in code reads: its identifiers, and the attributes in its condition and filters.</summary>
    public static ReadAttributes Of(CompiledExperiment experiment, SavedGroups groups)
    {
        var attributes = new ReadAttributes(groups);
        Add(experiment, attributes);
        return attributes;
    }

    /// <summary>The tests in the condition of an experiment in code, and in saved groups that it refers to.</summary>
    public static TestedPaths TestsOf(CompiledExperiment experiment, SavedGroups groups)
    {
        var tests = new TestedPaths();
        Add(experiment, new ReadAttributes(groups, tests));
        return tests;
    }

    /// <summary>
    /// The attributes of which the condition of a rule, or a leaf of its contextual bandit, needs a value: none of a rule whose condition a user without attributes meets, and none that are
    /// tested for being missing.
    /// </summary>
    public static ReadAttributes NeededBy(Rule rule, SavedGroups groups)
    {
        var attributes = new ReadAttributes(groups, onlyNeeded: true);
        var scope = new ConditionScope(groups, null);
        if (ConditionOf(rule)?.Matches(Subject.User(Value.Object.Empty, null), ref scope) is not true)
            AddConditions(rule, attributes);
        return attributes;
    }

    private static ConditionNode? ConditionOf(Rule rule) => rule is Rule.Experiment experiment ? experiment.Compiled.Source.Condition?.Root : (rule as Rule.Force)?.Condition;

    private static void Add(Rule rule, ReadAttributes attributes)
    {
        Add(rule.Filters, attributes);
        AddConditions(rule, attributes);
        if (rule is Rule.Experiment experiment)
            AddHashed(experiment.Compiled, attributes);
        if (rule is not Rule.Force force)
            return;
        Add(force.Rollout?.HashAttribute, attributes);
        Add(force.Rollout?.FallbackAttribute, attributes);
    }

    private static void AddConditions(Rule rule, ReadAttributes attributes)
    {
        attributes.AddAll(ConditionOf(rule));
        foreach (var leaf in (rule as Rule.Experiment)?.Bandit?.Source.Leaves ?? [])
            attributes.AddAll(leaf.Condition);
    }

    private static void Add(CompiledExperiment experiment, ReadAttributes attributes)
    {
        attributes.AddAll(experiment.Source.Condition?.Root);
        AddHashed(experiment, attributes);
    }

    private static void AddHashed(CompiledExperiment experiment, ReadAttributes attributes)
    {
        attributes.Add(experiment.HashAttribute);
        Add(experiment.FallbackAttribute, attributes);
        Add(experiment.Filters, attributes);
    }

    private static void Add(CompiledFilter[]? filters, ReadAttributes attributes)
    {
        foreach (var filter in filters ?? [])
            attributes.Add(filter.Attribute);
    }

    private static void Add(string? name, ReadAttributes attributes)
    {
        if (name is not null)
            attributes.Add(name);
    }
}
