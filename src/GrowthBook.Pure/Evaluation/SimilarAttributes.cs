namespace GrowthBook;

/// <summary>Finds the attribute of a user that probably should have the name of a missing one.</summary>
internal sealed class SimilarAttributes(Context context)
{
    private readonly Dictionary<string, string?> _found = new(KeyedTexts.Comparer);

    /// <summary>Returns an attribute of the user with a similar name; <c>null</c> without one, and for an attribute that the user has.</summary>
    /// <param name="path">The name, or the path to a part of the attribute.</param>
    public string? Of(string path)
    {
        var name = new AttributePath(path).FirstStep;
        if (!_found.TryGetValue(name, out var similar))
            _found.Add(name, similar = Find(name));
        return similar;
    }

    private string? Find(string name)
    {
        var given = context.Attributes.Keys.Concat(context.AttributeOverrides.Keys);
        return given.Contains(name) ? null : given.FirstOrDefault(other => SimilarName.Is(other, name));
    }
}
