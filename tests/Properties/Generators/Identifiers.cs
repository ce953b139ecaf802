using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace GrowthBook.Pure.Properties;

/// <summary>Values of hash attributes.</summary>
public static class Identifiers
{
    /// <summary>One of few, so that the same user turns up in attributes, groups and stored assignments.</summary>
    public static Gen<string> Common => Gen.Choose(0, 11).Select(i => i < 8 ? "u" + i.ToString(CultureInfo.InvariantCulture) : Values.HardStrings[i * 3]);

    /// <summary>Any identifier that counts: not the empty text.</summary>
    public static Gen<string> Any => Gen.Frequency(
        (3, Gen.Choose(0, 1_000_000).Select(i => "user-" + i.ToString(CultureInfo.InvariantCulture))),
        (1, Values.HardString.Where(text => text.Length > 0)));

    /// <summary>Many users of whom most fall into different buckets.</summary>
    public static IEnumerable<string> Crowd(int count, int start) =>
        Enumerable.Range(start, count).Select(i => "user-" + i.ToString(CultureInfo.InvariantCulture));
}
