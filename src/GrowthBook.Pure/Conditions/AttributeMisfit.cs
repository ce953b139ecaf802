namespace GrowthBook;

/// <summary>
/// An attribute whose value decides no condition because of its form: a text where all tests compare numbers, a text in another form than the dates of the tests, or one in another
/// case than their texts; or a number that is compared as a version, and can have lost a zero at its end.
/// </summary>
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

    private AttributeMisfit(string path, string given, string needed, MisfitReason reason) => (Path, Given, Needed, Reason) = (path, given, needed, reason);

    /// <summary>The path of the attribute, such as <c>seats</c> or <c>device.os</c>.</summary>
    public string Path { get; }

    /// <summary>The kind that the user has, such as <c>a text</c>. It does not contain the value.</summary>
    public string Given { get; }

    /// <summary>The kinds that the tests compare with, such as <c>a number</c>.</summary>
    public string Needed { get; }

    /// <summary>Whether the text equals no text of the tests, and one but for its case, as the name of an enum can.</summary>
    public bool DiffersByCase => Reason == MisfitReason.Case;

    /// <summary>Whether the value is a number with a fraction, which conditions compare as a version: 5.10 is the number 5.1.</summary>
    public bool IsVersionAsNumber => Reason == MisfitReason.Version;

    internal MisfitReason Reason { get; }

    /// <summary>The misfit on one line: <c>`seats` is a text, whose value decides no condition; give it as a number</c>.</summary>
    /// <returns>A text for a log line. The path is not escaped.</returns>
    public override string ToString() => IsVersionAsNumber
        ? $"`{Path}` is {Given}, which loses the zeros at the end of a version: 5.10 is 5.1; give it as {Needed}"
        : $"`{Path}` is {Given}, whose value decides no condition; give it as {Needed}";

    internal static AttributeMisfit Of(string path, Value value, DiscernedKinds kinds) => new(path, GivenOf(value, kinds.Own), NeededOf(value, kinds), MisfitReason.Kind);

    internal static AttributeMisfit OfVersion(string path) => new(path, "a number with a fraction", "a text", MisfitReason.Version);

    internal static AttributeMisfit OfText(string path, Value value, MisfitReason reason)
    {
        var (given, needed) = (value is Value.Array, reason) switch
        {
            (false, MisfitReason.Case) => ("a text that differs from one of the conditions by its case only", "a text in the same case"),
            (true, MisfitReason.Case) => ("an array with a text that differs from one of the conditions by its case only", "an array of texts in the same case"),
            (false, _) => ("a text that is no ISO 8601 date", "a date such as 2026-01-31"),
            (true, _) => ("an array of texts that are no ISO 8601 dates", "an array of dates such as 2026-01-31"),
        };
        return new AttributeMisfit(path, given, needed, reason);
    }

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
