namespace GrowthBook;

/// <summary>A path of an attribute, with what all tests of the value there discern.</summary>
internal sealed record TestedPath(AttributePath Path, DiscernedKinds Kinds, DiscernedTexts Texts)
{
    /// <summary>Whether a value can be a misfit.</summary>
    public bool HasMisfits => (Kinds.Wanted != AttributeKinds.None && Kinds.Own != AttributeKinds.All) || Kinds.WantVersions || Texts.HasMisfits;

    /// <summary>The misfit of a value at the path; <c>null</c> for a value that fits.</summary>
    public AttributeMisfit? MisfitOf(Value value) =>
        Kinds.IsMisfit(value) ? AttributeMisfit.Of(Path.Text, value, Kinds)
        : Kinds.IsVersionAsNumber(value) ? AttributeMisfit.OfVersion(Path.Text)
        : Texts.ReasonOf(value) is { } reason ? AttributeMisfit.OfText(Path.Text, value, reason)
        : null;
}
