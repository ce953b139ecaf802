using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>The effects of a request's evaluations, for its page. A feature of the request's <see cref="HttpContext"/>. Thread-safe.</summary>
internal sealed class RequestEffects(TimeProvider time)
{
    /// <summary>How many different effects are kept.</summary>
    public const int Limit = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<(Type, string)> _seen = [];
    private readonly List<RequestEffect> _effects = [];

    /// <summary>Whether the page's SDK tracks the exposures. Default: <c>false</c>.</summary>
    public bool AreDeferred { get; set; }

    /// <summary>Changes the user after all other changes, for a developer; the client then delivers none of the effects. Default: <c>null</c>.</summary>
    public Func<GrowthBookUser, GrowthBookUser>? Override { get; set; }

    /// <summary>Whether a developer changed the user.</summary>
    public bool AreWithheld => Override is not null;

    /// <summary>The effects in order, without repetitions.</summary>
    public IReadOnlyList<RequestEffect> All
    {
        get
        {
            lock (_gate)
                return [.. _effects];
        }
    }

    /// <summary>Returns those of a request, which are recorded if this is called before its user is made.</summary>
    public static RequestEffects Of(HttpContext http, TimeProvider time)
    {
        lock (http.Features)
        {
            if (http.Features.Get<RequestEffects>() is { } present)
                return present;
            var made = new RequestEffects(time);
            http.Features.Set(made);
            return made;
        }
    }

    /// <summary>Returns the user with the developer's changes.</summary>
    public GrowthBookUser Overridden(GrowthBookUser user) => Override is null ? user : Override(user).WithEffects(static (_, _) => Effects.None);

    /// <summary>Returns the user whose effects are recorded.</summary>
    public GrowthBookUser Record(GrowthBookUser user) => user.WithEffects((effects, _) =>
    {
        lock (_gate)
        {
            foreach (var effect in effects)
            {
                if (_effects.Count < Limit && (effect.DeduplicationKey is not { } key || _seen.Add((effect.GetType(), key))))
                    _effects.Add(new RequestEffect(effect, time.GetUtcNow()));
            }
        }
        return effects;
    }, AreDeferred);
}

/// <summary>An effect of a request.</summary>
internal readonly record struct RequestEffect(Effect Effect, DateTimeOffset At);
