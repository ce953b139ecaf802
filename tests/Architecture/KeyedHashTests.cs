using System.Text.RegularExpressions;

namespace GrowthBook.Architecture;

/// <summary>
/// The hash tables of the libraries for .NET Framework, whose own hash of texts has no key: ids that collide can be computed in advance.
/// </summary>
public sealed class KeyedHashTests
{
    private static readonly SourceFile[] Sources =
        [.. new[] { "GrowthBook.Pure", "GrowthBook.Effects" }.SelectMany(ProjectSources.Of).DistinctBy(file => file.Path).Where(file => !file.Path.EndsWith("/KeyedTexts.cs", StringComparison.Ordinal))];

    [Theory]
    [InlineData(@"(?<!Sorted)(Dictionary|HashSet|LeastRecentlyUsed)\b[^;{]*StringComparer\.Ordinal\b")]
    [InlineData(@"StringComparer\.Ordinal\.GetHashCode")]
    [InlineData(@"new (Concurrent)?(Dictionary|HashSet)<(string|\([^>]*string[^>]*\))[^(){};]*\(\)")]
    [InlineData(@"(Dictionary|HashSet)<string\b[^;=(]* = (\[\]|new\(\));")]
    public void A_hash_table_of_texts_has_the_keyed_comparer(string other)
    {
        Assert.Contains(Sources, file => file.Text.Contains("KeyedTexts.Comparer", StringComparison.Ordinal));
        var found = from file in Sources
                    from Match match in Regex.Matches(file.Text, other)
                    where !IsKeyOfTheProcess(file, match)
                    select $"{file.Path}: {match.Value}";
        Assert.Empty(found);
    }

    /// <summary>The key of .NET comes from its hash of texts.</summary>
    private static bool IsKeyOfTheProcess(SourceFile file, Match match) =>
        file.Path.EndsWith("/KeyedHash.cs", StringComparison.Ordinal) && file.Text[..match.Index].TrimEnd().EndsWith("(uint)", StringComparison.Ordinal);
}
