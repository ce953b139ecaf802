namespace GrowthBook.Client;

/// <summary>The server's answers that are held because their date is before that of the payload in use.</summary>
/// <param name="DateUpdated">The date of the last of them.</param>
/// <param name="Since">When the first of them came.</param>
/// <param name="Limit">How long the server must keep to an older date until its answer is used.</param>
internal sealed record HeldAnswer(DateTimeOffset DateUpdated, Confirmation Since, TimeSpan Limit)
{
    /// <summary>The time until an answer with an older date is used; zero or more.</summary>
    public TimeSpan Remaining => Since.Age is { } age && age < Limit ? Limit - age : TimeSpan.Zero;
}
