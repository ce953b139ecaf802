using System.Collections.Immutable;

namespace GrowthBook.Urls;

/// <summary>
/// <see cref="IdnaCompositionTables"/> unpacked at the first use and searched in logarithmic time: a visitor chooses how often a host
/// looks them up.
/// </summary>
internal static class IdnaCompositionLookup
{
    private static readonly ImmutableArray<Composition> ByComposite = UnpackPairs();
    private static readonly ImmutableArray<int> Composites = [.. ByComposite.Select(entry => entry.Composite)];
    private static readonly ImmutableArray<Composition> ByPair = [.. ByComposite.OrderBy(entry => entry.Pair)];
    private static readonly ImmutableArray<long> Pairs = [.. ByPair.Select(entry => entry.Pair)];
    private static readonly ImmutableArray<ClassRange> Classes = UnpackClasses();
    private static readonly ImmutableArray<int> ClassStarts = [.. Classes.Select(range => range.First)];

    /// <summary>The code point that two others compose to; <c>null</c> if they do not compose.</summary>
    public static int? Composite(int first, int second) =>
        Pairs.BinarySearch(PairOf(first, second)) is var index and >= 0 ? ByPair[index].Composite : null;

    /// <summary>The two code points that one decomposes to; <c>null</c> if it does not decompose.</summary>
    public static (int First, int Second)? PairOf(int composite) =>
        Composites.BinarySearch(composite) is var index and >= 0 && ByComposite[index].Pair is var pair
            ? ((int)(pair >> 32), (int)pair)
            : null;

    /// <summary>The canonical combining class of a code point.</summary>
    public static int ClassOf(int point)
    {
        var index = ClassStarts.BinarySearch(point);
        index = index < 0 ? ~index - 1 : index;
        return index >= 0 && point <= Classes[index].Last ? Classes[index].Class : 0;
    }

    private static long PairOf(int first, int second) => ((long)first << 32) | (uint)second;

    private static ImmutableArray<Composition> UnpackPairs()
    {
        var entries = ImmutableArray.CreateBuilder<Composition>();
        var numbers = new PackedNumbers(IdnaCompositionTables.Pairs);
        for (var composite = 0; !numbers.IsAtEnd;)
        {
            composite += numbers.Next();
            entries.Add(new Composition(composite, PairOf(numbers.Next(), numbers.Next())));
        }
        return entries.ToImmutable();
    }

    private static ImmutableArray<ClassRange> UnpackClasses()
    {
        var ranges = ImmutableArray.CreateBuilder<ClassRange>();
        var numbers = new PackedNumbers(IdnaCompositionTables.Classes);
        for (var next = 0; !numbers.IsAtEnd;)
        {
            var first = next + numbers.Next();
            next = first + numbers.Next() + 1;
            ranges.Add(new ClassRange(first, next - 1, numbers.Next()));
        }
        return ranges.ToImmutable();
    }

    /// <param name="Composite">A code point.</param>
    /// <param name="Pair">The two that it decomposes to, the first one in the upper half.</param>
    private readonly record struct Composition(int Composite, long Pair);

    private readonly record struct ClassRange(int First, int Last, int Class);
}
