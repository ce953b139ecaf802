using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>The attributes that the conditions of a payload test, with the kinds of values on which the tests depend. Immutable; safe to use from any thread.</summary>
public sealed class AttributeTests
{
    /// <summary>The most attributes of a user, and the most paths, that are looked at.</summary>
    private const int MostNames = 500, MostPaths = 1000;

    private readonly ILookup<string, (AttributePath Path, DiscernedKinds Kinds)> _byName;

    internal AttributeTests(TestedPaths paths) => _byName = paths.ByKind.ToLookup(each => each.Path.FirstStep, KeyedTexts.Comparer);

    /// <summary>
    /// Returns the attributes of a user of a kind on which no condition of the payload depends, such as a text where all tests compare numbers without
    /// conversion: for each value of that kind, every test has the same outcome. Negations such as <c>$ne</c> count, because every value of a wrong kind passes them.
    /// </summary>
    /// <remarks>
    /// <c>null</c>, the empty text and attributes without tests are no misfits, and neither is an attribute for which one test fits, such as <c>$exists</c>. Looks at
    /// up to 500 attributes, 1,000 paths and 100 elements of an array.
    /// </remarks>
    /// <param name="attributes">The user's attributes.</param>
    /// <returns>The misfits, in the order of the attributes; empty for a user without any.</returns>
    public ImmutableArray<AttributeMisfit> MisfitsOf(Attributes attributes)
    {
        var members = (attributes ?? throw new ArgumentNullException(nameof(attributes))).Members;
        var subject = Subject.User(members, null);
        var misfits = ImmutableArray.CreateBuilder<AttributeMisfit>();
        foreach (var (path, kinds) in members.Keys.Take(MostNames).SelectMany(name => _byName[name]).Take(MostPaths))
        {
            if (path.Read(subject) is var value && kinds.IsMisfit(value))
                misfits.Add(AttributeMisfit.Of(path.Text, value, kinds));
        }
        return misfits.ToImmutable();
    }
}
