namespace GrowthBook;

/// <summary>An attribute of a kind whose value decides no condition of a payload, such as a text where all tests compare numbers.</summary>
public sealed class AttributeMisfit
{
    private static (AttributeKinds Kinds, string One, string Many)[] Names =>
    [
        (AttributeKinds.Number, "a number", "numbers"),
        (AttributeKinds.Texts, "a text", "texts"),
        (AttributeKinds.Boolean, "a boolean", "booleans"),
        (AttributeKinds.Array, "an array", "arrays"),
        (AttributeKinds.Object, "an object", "objects"),
    ];

    private AttributeMisfit(string path, string given, string needed) => (Path, Given, Needed) = (path, given, needed);

    /// <summary>The path of the attribute, such as <c>seats</c> or <c>device.os</c>.</summary>
    public string Path { get; }

    /// <summary>The kind that the user has, such as <c>a text</c>. It does not contain the value.</summary>
    public string Given { get; }

    /// <summary>The kinds that the tests compare with, such as <c>a number</c>.</summary>
    public string Needed { get; }

    /// <summary>The misfit on one line: <c>`seats` is a text, whose value decides no condition of the payload; give it as a number</c>.</summary>
    /// <returns>A text for a log line. The path is not escaped.</returns>
    public override string ToString() => $"`{Path}` is {Given}, whose value decides no condition of the payload; give it as {Needed}";

    internal static AttributeMisfit Of(string path, Value value, DiscernedKinds kinds) => new(path, GivenOf(value, kinds.Own), NeededOf(value, kinds));

    private static string GivenOf(Value value, AttributeKinds discerned) => value switch
    {
        Value.String when discerned.Has(AttributeKinds.OtherText) => "a text that means false but counts as true",
        Value.String when discerned.Has(AttributeKinds.NumericText) => "a text that is no number",
        Value.Array array when Many(DiscernedKinds.KindsOf(array)) is { Length: > 0 } elements => "an array of " + elements,
        _ => One(AttributeKindsExtensions.KindOf(value), ""),
    };

    private static string NeededOf(Value value, DiscernedKinds kinds)
    {
        var elements = Many(kinds.WantedElements) is { Length: > 0 } many ? " of " + many : "";
        return value is Value.Array && elements.Length > 0 ? "an array" + elements : One(kinds.Wanted, elements);
    }

    private static string One(AttributeKinds kinds, string elements) => string.Join(
        " or ", Names.Where(name => kinds.Has(name.Kinds)).Select(name => name.Kinds == AttributeKinds.Array ? name.One + elements : name.One));

    private static string Many(AttributeKinds kinds) => string.Join(" or ", Names.Where(name => kinds.Has(name.Kinds)).Select(name => name.Many));
}
