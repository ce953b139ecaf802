using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The results of a payload's own experiments for a page.</summary>
/// <param name="Redirect">Where to send the user; <c>null</c> to stay.</param>
/// <param name="VisualChanges">The changes to show on the page, in the order of their experiments.</param>
[JsonConverter(typeof(ResultJsonConverter))]
public sealed record PageExperiments(Redirect? Redirect, ImmutableArray<VisualChange> VisualChanges)
{
    /// <summary>Whether all parts are equal.</summary>
    /// <param name="other">Other results.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(PageExperiments? other) =>
        other is not null && Equals(Redirect, other.Redirect) && Sequence.Equal(VisualChanges, other.VisualChanges);

    /// <inheritdoc/>
    public override int GetHashCode() => Redirect is null ? 0 : Redirect.GetHashCode();

    /// <summary>The JSON text of the results.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => PageJson.Of(this).ToString();
}

/// <summary>A redirect to another page.</summary>
/// <param name="Url">The target, with the query string of the page if the experiment keeps it.</param>
/// <param name="Experiment">The experiment that decided.</param>
/// <param name="Result">The user's variation.</param>
[JsonConverter(typeof(ResultJsonConverter))]
public sealed record Redirect(string Url, Experiment Experiment, ExperimentResult Result);

/// <summary>A visual change of a page.</summary>
/// <param name="Experiment">The experiment that decided.</param>
/// <param name="Result">
/// The user's variation; its value is the change, an object with <c>domMutations</c>, <c>css</c> and <c>js</c>, for
/// the page to apply.
/// </param>
[JsonConverter(typeof(ResultJsonConverter))]
public sealed record VisualChange(Experiment Experiment, ExperimentResult Result);
