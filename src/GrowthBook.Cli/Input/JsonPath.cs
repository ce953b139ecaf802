using System.Globalization;

namespace GrowthBook.Cli;

/// <summary>Splits the JSON paths of diagnostics: <c>$.features['a b'].rules[0]</c>.</summary>
internal static class JsonPath
{
    /// <summary>The steps from the root, up to the first malformed one.</summary>
    public static IEnumerable<Step> Steps(string path)
    {
        var at = 1;
        while (at < path.Length)
        {
            if (path[at] == '.')
            {
                var end = path.AsSpan(at + 1).IndexOfAny('.', '[') is >= 0 and var length ? at + 1 + length : path.Length;
                yield return new Step(path[(at + 1)..end], -1);
                at = end;
            }
            else if (path.AsSpan(at).StartsWith("['"))
            {
                var end = EndOfName(path, at + 2);
                yield return new Step(path[(at + 2)..end].Replace("\\'", "'", StringComparison.Ordinal), -1);
                at = Math.Min(end + 2, path.Length);
            }
            else
            {
                var end = path.IndexOf(']', at);
                if (end < 0 || !int.TryParse(path.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                    yield break;
                yield return new Step(null, index);
                at = end + 1;
            }
        }
    }

    private static int EndOfName(string path, int start)
    {
        for (var end = path.IndexOf("']", start, StringComparison.Ordinal); end >= 0; end = path.IndexOf("']", end + 1, StringComparison.Ordinal))
        {
            if (path[end - 1] != '\\')
                return end;
        }
        return path.Length;
    }

    /// <summary>A member's name or an element's index.</summary>
    internal readonly record struct Step(string? Name, int Index);
}
