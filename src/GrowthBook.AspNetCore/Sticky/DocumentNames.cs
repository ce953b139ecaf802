using System.Collections.Immutable;
using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>
/// The names of cookies whose documents evaluations of a user can need: those of the user's identifiers, and any of an identifier that the user
/// lacks, because code can add it. The visitor chooses the cookies, and others are not parsed.
/// </summary>
/// <param name="prefix">The prefix of the names.</param>
/// <param name="context">The user.</param>
/// <param name="attributes">The attributes whose documents are read.</param>
internal sealed class DocumentNames(string prefix, Context context, ImmutableArray<string> attributes)
{
    private readonly string[] _keys = [.. StickyBucketKeys.Of(context, attributes)];

    private readonly string[] _starts = [.. StartsOf(context, attributes)];

    /// <summary>Whether a name is one of them, as the header has it or decoded once or twice.</summary>
    public bool Contain(string name)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        for (var decoded = 0; decoded <= 2; decoded++)
        {
            var key = name[prefix.Length..];
            if (_keys.Contains(key) || _starts.Any(start => key.StartsWith(start, StringComparison.Ordinal)))
                return true;
            name = Uri.UnescapeDataString(name);
        }
        return false;
    }

    private static IEnumerable<string> StartsOf(Context context, ImmutableArray<string> names)
    {
        var attributes = context.EffectiveAttributes();
        return names.Where(name => !attributes[name].IsTruthy).Select(name => StickyBucketKeys.Of(name, ""));
    }
}
