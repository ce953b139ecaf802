using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Warnings of attributes of a file's users that probably are not what the payload reads: under nearly its name, or of a kind or form that no condition fits.</summary>
internal static class UserDoubts
{
    private const string Member = "doubts";

    /// <summary>A difference with the warnings in its member <c>users.doubts</c>; without warnings the difference itself.</summary>
    public static Value.Object With(Value.Object diff, ImmutableArray<string> warnings) =>
        warnings.IsEmpty || diff["users"] is not Value.Object users ? diff : diff.With("users", users.With(Member, new Value.Array(warnings.Select(warning => (Value)warning))));

    /// <summary>The warnings of a difference.</summary>
    public static IEnumerable<string> Of(Value diff) => diff["users"][Member].Items().Select(Shown.Text);
}
