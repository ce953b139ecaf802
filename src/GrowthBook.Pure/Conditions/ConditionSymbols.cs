using GrowthBook.RegularExpressions;

namespace GrowthBook;

/// <summary>
/// Symbols that the conditions of one text share while they are compiled: regular expressions by their patterns, and
/// the numbers of saved groups.
/// </summary>
/// <param name="groups">The saved groups of the payload that is read; <c>null</c> for a condition outside of a payload.</param>
internal sealed class ConditionSymbols(SavedGroupNumbers? groups = null)
{
    private Dictionary<string, EcmaRegex>? _regexes;
    private Dictionary<string, EcmaRegex>? _regexesIgnoringCase;

    /// <summary>The expression of a pattern, as <see cref="EcmaRegex.Parse"/> gives it; compiled once per pattern.</summary>
    public EcmaRegex? Regex(string pattern, bool ignoreCase, out string? error)
    {
        ref var regexes = ref ignoreCase ? ref _regexesIgnoringCase : ref _regexes;
        regexes ??= new Dictionary<string, EcmaRegex>(KeyedTexts.Comparer);
        error = null;
        if (!regexes.TryGetValue(pattern, out var regex) && EcmaRegex.Parse(pattern, ignoreCase, out error) is { } parsed)
            regexes.Add(pattern, regex = parsed);
        return regex;
    }

    /// <summary>A reference to a saved group, by number within a payload and by id otherwise.</summary>
    public SavedGroupReference Group(string id) => groups?.Reference(id) ?? new SavedGroupReference(id);
}
