namespace GrowthBook;

/// <summary>
/// Finds the attribute of a user that probably should have the name of a missing one. Compares a bounded number of names, because the payload has many and the user can too.
/// </summary>
internal sealed class SimilarAttributes(Context context)
{
    private int _comparisonsLeft = 20_000;
    private readonly Dictionary<string, string?> _found = new(KeyedTexts.Comparer);

    /// <summary>
    /// Returns an attribute of the user with a similar name, the path itself if it is the name of one, or the path to a member of a similar name;
    /// <c>null</c> without one, and for an attribute that the user has.
    /// </summary>
    /// <param name="path">The name, or the path to a part of the attribute.</param>
    public string? Of(string path)
    {
        if (!_found.TryGetValue(path, out var similar))
            _found.Add(path, similar = Find(path.Split('.')));
        return similar;

        string? Find(string[] steps) => steps.Length > 1 && Has(path) ? path : Has(steps[0]) ? Within(steps) : SimilarTo(steps[0]);
    }

    private bool Has(string name) => context.Attributes.ContainsKey(name) || context.AttributeOverrides.ContainsKey(name);

    private string? SimilarTo(string name) => FirstSimilar(context.Attributes.Keys.Concat(context.AttributeOverrides.Keys), name);

    /// <summary>The first similar name, or else the first one that extends the name or that it extends.</summary>
    private string? FirstSimilar(IEnumerable<string> names, string name)
    {
        var extended = default(string);
        foreach (var other in names.TakeWhile(_ => _comparisonsLeft-- > 0))
        {
            if (SimilarName.Is(other, name))
                return other;
            if (extended is null && (NameWords.Extend(other, name) || NameWords.IsOwned(other, name)))
                extended = other;
        }
        return extended;
    }

    /// <summary>The path to a member whose name is similar to the first step that does not exist.</summary>
    private string? Within(string[] steps)
    {
        var value = context.AttributeOverrides.TryGetValue(steps[0], out var overridden) ? overridden : context.Attributes[steps[0]];
        for (var i = 1; i < steps.Length; i++)
        {
            if (AttributePath.Step(value, steps[i]) is not { } inner)
            {
                var owner = string.Concat(steps.Take(i).Select(step => step + "."));
                return value is Value.Object members && FirstSimilar(members.Keys, steps[i]) is { } similar ? owner + similar : null;
            }
            value = inner;
        }
        return null;
    }
}
