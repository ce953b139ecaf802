namespace GrowthBook.Analysis;

/// <summary>GB1xx: what reading reports, at the same places, and members that are written twice.</summary>
internal static class MalformedLint
{
    public static IEnumerable<Finding> Of(PayloadSource source) => source.Errors
        .Where(error => !error.Message.Contains(MemberFaults.Repeated, StringComparison.Ordinal)) // Duplicates has both places
        .Select(error => new Finding(CodeOf(error), error.Path, source.PlaceOf(error.Path), error.Message))
        .Concat(Duplicates(source));

    private static LintCode CodeOf(PayloadError error) =>
        error.Severity == ErrorSeverity.Fatal ? LintCodes.NotJson
        : error.Message.StartsWith("not a regular expression", StringComparison.Ordinal) ? LintCodes.InvalidExpression
        : error.Message.StartsWith("unknown member", StringComparison.Ordinal) ? LintCodes.UnknownMember
        : error.Message.StartsWith("the server could not resolve this saved group", StringComparison.Ordinal) ? LintCodes.UnresolvedGroup
        : error.Severity == ErrorSeverity.Error && DecryptedParts.IsUnread(error) ? LintCodes.EncryptedPart
        : error.Severity == ErrorSeverity.Error ? LintCodes.Malformed
        : LintCodes.Suspicious;

    private static IEnumerable<Finding> Duplicates(PayloadSource source) =>
        from node in source.Nodes
        where node.Value is Value.Object members && members.Count < node.Children.Length
        from name in node.Children.GroupBy(child => child.Name)
        where name.Count() > 1
        select Finding.At(name.First(), LintCodes.DuplicateMember, $"`{Finding.Name(name.Key!)}` is written again at {name.Last().Place}, which counts");
}
