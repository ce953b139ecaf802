using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>The attributes that the conditions of a payload test, with the kinds of values and the texts on which the tests depend. Immutable; safe to use from any thread.</summary>
public sealed class AttributeTests
{
    /// <summary>The most attributes of a user, and the most paths, that are looked at.</summary>
    private const int MostNames = 500, MostPaths = 1000;

    private readonly ILookup<string, TestedPath> _byName;

    internal AttributeTests(TestedPaths paths) => _byName = paths.ToPaths().ToLookup(each => each.Path.FirstStep, KeyedTexts.Comparer);

    /// <summary>
    /// Returns the attributes of a user of a kind on which no condition of the payload depends, such as a text where all tests compare numbers without
    /// conversion: for each value of that kind, every test has the same outcome. Negations such as <c>$ne</c> count, because every value of a wrong kind passes them.
    /// Likewise a text that is no date such as <c>2026-01-31</c> where all tests order such dates, and one that equals no text of the tests, and one but for its case; and a number with
    /// a fraction where tests compare versions and no numbers, because 5.10 is the number 5.1.
    /// </summary>
    /// <remarks>
    /// <c>null</c>, the empty text and attributes without tests are no misfits, and neither is an attribute of a kind for which one test fits, such as <c>$exists</c>; for texts that are no dates, or in another case, tests with
    /// one outcome for all texts do not count. Looks at
    /// up to 500 attributes, 1,000 paths, 100 elements of an array, and per path 1,000 texts and 100 long lists. A long list is looked up for the text in lower and upper case, and with its first
    /// letter in each of them.
    /// </remarks>
    /// <param name="attributes">The user's attributes.</param>
    /// <returns>The misfits, in the order of the attributes; empty for a user without any.</returns>
    public ImmutableArray<AttributeMisfit> MisfitsOf(Attributes attributes)
    {
        var members = (attributes ?? throw new ArgumentNullException(nameof(attributes))).Members;
        var subject = Subject.User(members, null);
        var misfits = ImmutableArray.CreateBuilder<AttributeMisfit>();
        foreach (var tested in members.Keys.Take(MostNames).SelectMany(name => _byName[name]).Take(MostPaths))
        {
            if (tested.MisfitOf(tested.Path.Read(subject)) is { } misfit)
                misfits.Add(misfit);
        }
        return misfits.ToImmutable();
    }
}
