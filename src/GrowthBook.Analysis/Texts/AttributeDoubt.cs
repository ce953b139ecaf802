namespace GrowthBook.Analysis;

/// <summary>An attribute of a user that probably is not what the payload reads.</summary>
/// <param name="Attribute">The name or path that the payload reads.</param>
/// <param name="Text">What is wrong, and the mend, on one line.</param>
internal readonly record struct AttributeDoubt(string Attribute, string Text)
{
    /// <summary>The attributes of a kind, or in a form, on which no condition of the payload depends.</summary>
    /// <param name="context">The user.</param>
    public static IEnumerable<AttributeDoubt> OfValues(Context context) => context.Attributes.Count + context.AttributeOverrides.Count == 0
        ? []
        : ReadNames.Of(context.Payload).Tests.MisfitsOf(context.Attributes.With(context.AttributeOverrides)).Select(misfit => new AttributeDoubt(misfit.Path, TextOf(misfit)));

    private static string TextOf(AttributeMisfit misfit)
    {
        var attribute = $"the attribute `{PlainText.Of(misfit.Path, PlainText.MaxName)}` is {misfit.Given}";
        return misfit.IsVersionAsNumber
            ? $"{attribute}, which loses the zeros at the end of a version (5.10 is 5.1); give it as {misfit.Needed}"
            : $"{attribute}, whose value decides no condition of the payload; give it as {misfit.Needed}, or correct the conditions";
    }
}
