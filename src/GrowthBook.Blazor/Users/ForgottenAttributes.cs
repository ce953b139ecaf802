using GrowthBook.Client;

namespace GrowthBook.Blazor;

/// <summary>
/// Logs once that users have no attribute, where the payload reads some: because <c>AddBlazor</c> has no function that makes them, or because the functions give a visitor
/// without a login none. Thread-safe.
/// </summary>
/// <param name="logger">Logs it.</param>
internal sealed class ForgottenAttributes(GuardedLogger logger)
{
    /// <summary>The most names in a log line.</summary>
    private const int MaxNames = 5;

    private int _isLogged;

    /// <summary>Looks at a user.</summary>
    public void Check(GrowthBookUser user, PrincipalAttributes attributes)
    {
        if (Volatile.Read(ref _isLogged) != 0 || user.Context.Attributes.Count > 0)
            return;
        var payload = user.Context.Payload;
        var names = attributes.IsEmpty ? payload.ReadAttributes : payload.StickyBucketAttributes;
        if (names.IsDefaultOrEmpty || Interlocked.Exchange(ref _isLogged, 1) != 0)
            return;
        var shown = string.Join(", ", names.Take(MaxNames).Select(name => $"`{PlainText.Of(name, PlainText.MaxName)}`"));
        if (attributes.IsEmpty)
            BlazorLog.NoAttributes(logger, shown);
        else
            BlazorLog.VisitorWithoutAttributes(logger, shown);
    }
}
