using GrowthBook.Client;

namespace GrowthBook.Blazor;

/// <summary>Warns once of users without any attribute, because <c>AddBlazor</c> has no function that makes them, where the payload reads some. Thread-safe.</summary>
/// <param name="logger">Logs the warning.</param>
internal sealed class ForgottenAttributes(GuardedLogger logger)
{
    /// <summary>The most names in the log line.</summary>
    private const int MaxNames = 5;

    private int _isLogged;

    /// <summary>Looks at a user.</summary>
    public void Check(GrowthBookUser user, PrincipalAttributes attributes)
    {
        if (Volatile.Read(ref _isLogged) != 0 || !attributes.IsEmpty || user.Context.Attributes.Count > 0)
            return;
        var read = user.Context.Payload.ReadAttributes;
        if (!read.IsEmpty && Interlocked.Exchange(ref _isLogged, 1) == 0)
            BlazorLog.NoAttributes(logger, string.Join(", ", read.Take(MaxNames).Select(name => $"`{PlainText.Of(name, PlainText.MaxName)}`")));
    }
}
