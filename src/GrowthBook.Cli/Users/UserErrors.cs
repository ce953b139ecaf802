namespace GrowthBook.Cli;

/// <summary>The errors of a block of lines of users, and a hint.</summary>
internal sealed class UserErrors : List<string>
{
    /// <summary>What the first line that may be meant otherwise is taken for; <c>null</c> without one.</summary>
    public string? Hint { get; set; }
}
