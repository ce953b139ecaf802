namespace GrowthBook.Analysis;

/// <summary>A rule of a feature as it is written.</summary>
public sealed class RuleSource
{
    internal RuleSource(string feature, int index, SourceNode node, Rule? compiled)
    {
        Feature = feature;
        Index = index;
        Node = node;
        Compiled = compiled;
        Condition = ConditionReader.ReadMember(node);
        Experiment = (compiled as Rule.Experiment)?.Compiled.Source is { } experiment ? new ExperimentSource(experiment, node, this) : null;
    }

    /// <summary>The key of the feature.</summary>
    public string Feature { get; }

    /// <summary>The index in the feature's list of rules, from 0, as it is written.</summary>
    public int Index { get; }

    /// <summary>The id; empty without one.</summary>
    public string Id => (Node["id"]?.Value as Value.String)?.Content ?? "";

    /// <summary>The rule's object.</summary>
    public SourceNode Node { get; }

    /// <summary>Whether evaluation uses the rule; a malformed one is left out.</summary>
    public bool IsUsed => Compiled is not null;

    /// <summary>What the rule does; <c>null</c> for one that is left out.</summary>
    public RuleKind? Kind => Compiled?.Kind;

    /// <summary>The condition; <c>null</c> without one.</summary>
    public ConditionSource? Condition { get; }

    /// <summary>The experiment; <c>null</c> for a rule that runs none.</summary>
    public ExperimentSource? Experiment { get; }

    /// <summary>Whether the rule has no condition, or one without tests.</summary>
    internal bool IsForAllUsers => ConditionSource.IsForAllUsers(Condition);

    /// <summary>Whether the rule forces a value for each user who reaches it.</summary>
    internal bool AnswersAll => IsForAllUsers && Compiled is Rule.Force { HasPrerequisites: false, Filters: null, Rollout: null };

    internal Rule? Compiled { get; }

    /// <summary>The name of a contextual bandit; <c>null</c> without one.</summary>
    internal string? BanditReference => Node["contextualBanditRef"]?.Value.AsString() is { Length: > 0 } reference ? reference : null;

    /// <summary>The id, or for a rule without one its number in the list, from 1.</summary>
    public override string ToString() => Id.Length > 0 ? $"`{PlainText.Of(Id, PlainText.MaxName)}`" : FormattableString.Invariant($"{Index + 1}");
}
