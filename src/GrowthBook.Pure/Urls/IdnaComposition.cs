using System.Text;

namespace GrowthBook.Urls;

/// <summary>
/// Normalisation form C (Unicode 3.11) of text that <see cref="IdnaMapping"/> gives. Such text has no code point that the
/// form excludes, so the algorithm decomposes primary composites only.
/// </summary>
internal static class IdnaComposition
{
    private const int FirstSyllable = 0xAC00;
    private const int SyllableCount = 11172;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int VowelCount = 21;
    private const int BeforeTrail = 0x11A7;
    private const int TrailCount = 28; // none included

    /// <summary>The text in form C; the same string if it has no combining code point.</summary>
    public static string Compose(string text)
    {
        if (EcmaCharacters.IsAscii(text))
            return text;
        var points = Utf16.CodePoints(text);
        if (!points.Exists(point => PackedSet.Contains(IdnaCompositionTables.Combining, point)))
            return text;
        var parts = new List<(int Point, int Class)>(points.Count * 2);
        foreach (var point in points)
            Decompose(point, parts);
        Order(parts);
        Join(parts);
        var composed = new StringBuilder(text.Length);
        foreach (var (point, _) in parts)
            Utf16.Append(composed, point);
        return composed.ToString();
    }

    private static void Decompose(int point, List<(int Point, int Class)> parts)
    {
        if (point is >= FirstSyllable and < FirstSyllable + SyllableCount)
        {
            var index = point - FirstSyllable;
            parts.Add((FirstLead + (index / (VowelCount * TrailCount)), 0));
            parts.Add((FirstVowel + (index / TrailCount % VowelCount), 0));
            if (index % TrailCount != 0)
                parts.Add((BeforeTrail + (index % TrailCount), 0));
        }
        else if (IdnaCompositionLookup.PairOf(point) is { } pair)
        {
            Decompose(pair.First, parts);
            Decompose(pair.Second, parts);
        }
        else
        {
            parts.Add((point, IdnaCompositionLookup.ClassOf(point)));
        }
    }

    /// <summary>Sorts each run of marks by class and keeps the order within one class (Canonical Ordering Algorithm).</summary>
    private static void Order(List<(int Point, int Class)> parts)
    {
        var end = 0;
        for (var start = 0; start < parts.Count; start = end + 1)
        {
            for (end = start; end < parts.Count && parts[end].Class != 0;)
                end++;
            if (end - start < 2)
                continue;
            var sorted = parts.GetRange(start, end - start).OrderBy(part => part.Class).ToList();
            for (var i = 0; i < sorted.Count; i++)
                parts[start + i] = sorted[i];
        }
    }

    /// <summary>Joins each code point with the last starter if no other in between blocks it (Canonical Composition Algorithm).</summary>
    private static void Join(List<(int Point, int Class)> parts)
    {
        var (starter, last) = (-1, 0);
        var count = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            var isBlocked = starter < 0 || (count - 1 > starter && last >= part.Class);
            if (!isBlocked && Composite(parts[starter].Point, part.Point) is { } composite)
            {
                parts[starter] = (composite, 0);
                continue;
            }
            if (part.Class == 0)
                starter = count;
            last = part.Class;
            parts[count++] = part;
        }
        parts.RemoveRange(count, parts.Count - count);
    }

    private static int? Composite(int first, int second)
    {
        if (first is >= FirstLead and < FirstLead + 19 && second is >= FirstVowel and < FirstVowel + VowelCount)
            return FirstSyllable + ((((first - FirstLead) * VowelCount) + second - FirstVowel) * TrailCount);
        if (first is >= FirstSyllable and < FirstSyllable + SyllableCount && (first - FirstSyllable) % TrailCount == 0
            && second is > BeforeTrail and < BeforeTrail + TrailCount)
        {
            return first + second - BeforeTrail;
        }
        return IdnaCompositionLookup.Composite(first, second);
    }
}
