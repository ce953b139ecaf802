namespace GrowthBook.Analysis;

/// <summary>GB1xx, and other codes of what reading reports, at the same places, and members that are written twice.</summary>
internal static class MalformedLint
{
    /// <summary>The messages that other findings replace: those of <see cref="Duplicates"/>, GB310, GB311, and GB201 for the hash version of a rollout.</summary>
    private static readonly string[] Others = [MemberFaults.Repeated, ExperimentDoubts.Variations, ExperimentDoubts.HashVersion];

    public static IEnumerable<Finding> Of(PayloadSource source) => source.Errors
        .Where(error => !Others.Any(message => error.Message.Contains(message, StringComparison.Ordinal)))
        .Select(error => new Finding(CodeOf(error), error.Path, source.PlaceOf(error.Path), error.Message))
        .Concat(Duplicates(source));

    private static LintCode CodeOf(PayloadError error) =>
        error.Severity == ErrorSeverity.Fatal ? LintCodes.NotJson
        : error.Message.StartsWith("not a regular expression", StringComparison.Ordinal) ? LintCodes.InvalidExpression
        : error.Message.Contains(Shares.EqualWeights, StringComparison.Ordinal) ? LintCodes.Weights
        : error.Message.Contains(BanditDoubts.Unknown, StringComparison.Ordinal) ? LintCodes.UnknownBandit
        : error.Message.EndsWith(FlagTexts.Reason, StringComparison.Ordinal) ? LintCodes.BooleanText
        : UnknownMemberFault.Is(error) ? LintCodes.UnknownMember
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
