using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The answer to the question which variation of an experiment a user gets.</summary>
[JsonConverter(typeof(ResultJsonConverter))]
public sealed partial record ExperimentResult
{
    /// <summary>The variation's key: its meta's, or its index as text.</summary>
    public required string Key { get; init => field = value ?? throw new ArgumentNullException(nameof(Key)); }

    /// <summary>The feature whose rule the experiment is, <c>null</c> for an inline experiment.</summary>
    public string? FeatureId { get; init; }

    /// <summary>Whether the user is in the experiment, by hash or by force.</summary>
    public bool InExperiment { get; init; }

    /// <summary>Whether a hash or a stored assignment decided; only then is an exposure tracked.</summary>
    public bool HashUsed { get; init; }

    /// <summary>The variation's index from 0; 0, the control, for a user who is not in the experiment.</summary>
    public int VariationId { get; init; }

    /// <summary>The variation's value.</summary>
    public required Value Value { get; init => field = value ?? throw new ArgumentNullException(nameof(Value)); }

    /// <summary>The attribute that identifies the user.</summary>
    public required string HashAttribute { get; init => field = value ?? throw new ArgumentNullException(nameof(HashAttribute)); }

    /// <summary>That attribute's value in its JSON type; <c>""</c> where it is missing.</summary>
    public required Value HashValue { get; init => field = value ?? throw new ArgumentNullException(nameof(HashValue)); }

    /// <summary>Whether a stored assignment decided, also when it decided to keep the user out.</summary>
    public bool StickyBucketUsed { get; init; }

    /// <summary>The variation's name, where it has one.</summary>
    public string? Name { get; init; }

    /// <summary>The user's bucket, from 0 inclusive to 1 exclusive, where a hash was taken.</summary>
    public double? Bucket { get; init; }

    /// <summary>Whether the evaluation continues with the next rule although the user is in the experiment.</summary>
    public bool Passthrough { get; init; }

    /// <summary>The bandit leaf with the weights, if the experiment is a contextual bandit.</summary>
    public ContextualBandit? ContextualBandit { get; init; }
}
