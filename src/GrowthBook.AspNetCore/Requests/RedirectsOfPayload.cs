using System.Collections.Immutable;

namespace GrowthBook.AspNetCore;

/// <summary>The variations that redirect, as sets of forced variations.</summary>
/// <param name="Payload">The payload.</param>
/// <param name="Variations">The sets: each variation that redirects, of an experiment that runs, is in one of them.</param>
internal sealed record RedirectsOfPayload(Payload Payload, ImmutableArray<ImmutableDictionary<string, int>> Variations)
{
    public static RedirectsOfPayload Of(Payload payload)
    {
        var redirecting = payload.Experiments
            .Where(experiment => experiment.Active is not false && experiment.Status is not ("draft" or "stopped"))
            .SelectMany(experiment => Enumerable.Range(0, experiment.Variations.Length).Where(index => Redirects(experiment.Variations[index])).Select(index => (experiment.Key, Index: index)))
            .Distinct()
            .GroupBy(each => each.Key, each => each.Index, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        var sets = redirecting.Values.Select(indices => indices.Length).DefaultIfEmpty().Max();
        return new RedirectsOfPayload(
            payload,
            [.. Enumerable.Range(0, sets).Select(set => redirecting.Where(each => set < each.Value.Length).ToImmutableDictionary(each => each.Key, each => each.Value[set], StringComparer.Ordinal))]);
    }

    private static bool Redirects(Value variation) => variation["urlRedirect"] is Value.String { Content.Length: > 0 };
}
