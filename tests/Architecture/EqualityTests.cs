using System.Reflection;

namespace GrowthBook.Architecture;

/// <summary>Types that compare by what they contain.</summary>
public sealed class EqualityTests
{
    private static readonly Type[] Types =
        [.. ApplicationLibraries.All.Append(typeof(Analysis.Diff).Assembly).SelectMany(library => library.GetExportedTypes()).Where(ComparesContents)];

    /// <summary>Without an operator <c>==</c> compares references, without a word of the compiler.</summary>
    [Fact]
    public void A_public_type_that_compares_contents_does_so_with_operators_too()
    {
        Assert.Contains(typeof(Attributes), Types);
        Assert.Equal([], Types.Where(type => !Has(type, "op_Equality") || !Has(type, "op_Inequality")));
    }

    private static bool ComparesContents(Type type) => !type.IsEnum && !typeof(Delegate).IsAssignableFrom(type)
        && type.GetMethod(nameof(Equals), BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly, [typeof(object)]) is not null;

    private static bool Has(Type type, string name) => type.GetMethod(name, BindingFlags.Public | BindingFlags.Static, [type, type]) is not null;
}
