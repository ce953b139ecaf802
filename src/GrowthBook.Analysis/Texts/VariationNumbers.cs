using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>Says what variations without keys are called, for an error that names another one.</summary>
internal static class VariationNumbers
{
    /// <summary>The end of an error if the keys of all variations are their numbers; otherwise <c>null</c>.</summary>
    /// <param name="keys">The keys of the variations, in their order.</param>
    public static string? Of(IEnumerable<string> keys)
    {
        var count = 0;
        foreach (var key in keys)
        {
            if (key != count++.ToString(CultureInfo.InvariantCulture))
                return null;
        }
        return count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"; its variations have no keys but their numbers, {(count == 1 ? "0" : $"0 to {count - 1}")}");
    }
}
