namespace GrowthBook.Analysis;

/// <summary>The number of lines of a file that could not be read, a member of each result of a file and of its counts.</summary>
internal static class Unread
{
    public const string Member = "unread";

    /// <summary>The number of lines; 0 in counts of earlier versions, which do not have the member.</summary>
    public static Value Of(Value counted) => counted[Member] is Value.Number lines ? lines : 0;
}
