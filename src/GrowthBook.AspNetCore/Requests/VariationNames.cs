using System.Globalization;
using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>The variations of a feature's experiments by every name that a developer may have in mind.</summary>
internal sealed class VariationNames
{
    private readonly Dictionary<string, string> _byName = new(StringComparer.Ordinal);

    /// <summary>
    /// Collects the names: keys and values, which code can use, then display names and indices, which stand for the key. Of two variations with one name
    /// that of the earlier experiment counts.
    /// </summary>
    public VariationNames(IReadOnlyList<Experiment> experiments)
    {
        foreach (var experiment in experiments)
        {
            for (var i = 0; i < experiment.Variations.Length; i++)
            {
                var key = VariationName.KeyOf(experiment, i);
                _byName.TryAdd(key, key);
                if (experiment.Variations[i] is Value.String { Content: var text })
                    _byName.TryAdd(text, text);
            }
        }
        foreach (var experiment in experiments)
        {
            for (var i = 0; i < experiment.Variations.Length; i++)
            {
                var key = VariationName.KeyOf(experiment, i);
                if (VariationName.MetaOf(experiment, i)?.Name is { Length: > 0 } name)
                    _byName.TryAdd(name, key);
                _byName.TryAdd(i.ToString(CultureInfo.InvariantCulture), key);
                if (experiment.Variations[i] is Value.Number or Value.Boolean)
                    _byName.TryAdd(experiment.Variations[i].ToString(), key);
            }
        }
    }

    /// <summary>Returns the name that code can use for the nearest variation; <c>null</c> if none is near. No index is near to another.</summary>
    public string? Nearest(string variation) =>
        _byName.TryGetValue(variation, out var key) ? key
        : long.TryParse(variation, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? null
        : NearestName.Near(variation, _byName.Keys) is { } nearest ? _byName[nearest]
        : null;
}
