namespace GrowthBook;

/// <summary>The warning of a member that objects of its kind do not have: its texts, and what recognises them.</summary>
internal static class UnknownMemberFault
{
    private const string Name = "unknown member", Ignored = Name + ", which is ignored", Question = "; did you mean ";

    /// <summary>Of a member that nothing resembles; the reader lists one place of each name.</summary>
    public const string Other = Ignored + "; only its first place is listed";

    /// <summary>Of a member that looks misspelt.</summary>
    public static string Misspelt(string nearest) => $"{Ignored}{Question}{nearest}?";

    /// <summary>Whether a fault is the warning.</summary>
    public static bool Is(PayloadError fault) => fault.Message.StartsWith(Ignored, StringComparison.Ordinal);

    /// <summary>Makes an error of the warning of a misspelt member; returns any other fault unchanged.</summary>
    public static PayloadError RefuseMisspelt(PayloadError fault) => fault.Message.StartsWith(Ignored + Question, StringComparison.Ordinal)
        ? fault with { Severity = ErrorSeverity.Error, Message = Name + fault.Message.Substring(Ignored.Length) }
        : fault;
}
