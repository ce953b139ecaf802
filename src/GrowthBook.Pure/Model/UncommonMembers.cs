using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// The members of an experiment that experiment rules do not have. A payload can hold thousands of rules; all of them
/// share <see cref="None"/>.
/// </summary>
internal sealed record UncommonMembers
{
    public static UncommonMembers None { get; } = new();

    public ImmutableArray<ParentCondition> ParentConditions { get; init; }

    public ImmutableArray<UrlPattern> UrlPatterns { get; init; }

    public int? Force { get; init; }

    public bool? Active { get; init; }

    public string? Status { get; init; }

    public bool? PersistQueryString { get; init; }

    public bool? Manual { get; init; }

    public string? ChangeId { get; init; }

    public ContextualBandit? ContextualBandit { get; init; }

    public Value.Object Unknown { get; init; } = Value.Object.Empty;
}
