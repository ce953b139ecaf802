using GrowthBook.Client;

namespace GrowthBook.Blazor;

/// <summary>
/// Logs once that users have no attribute, where the payload reads some, because <c>AddBlazor</c> has no function that makes them; or that a user, such as a visitor without a login, has
/// none by which experiments choose. Thread-safe.
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
        if (Volatile.Read(ref _isLogged) != 0)
            return;
        var (payload, given) = (user.Context.Payload, user.Context.Attributes);
        if (attributes.IsEmpty ? given.Count > 0 : payload.StickyBucketAttributes.Any(name => given[name].IsTruthy))
            return;
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
