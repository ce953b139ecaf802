using Microsoft.AspNetCore.OutputCaching;

namespace GrowthBook.AspNetCore;

/// <summary>Keeps responses that depend on a visitor out of ASP.NET Core's output cache, also if the user was made before its middleware.</summary>
internal sealed class VisitorCachePolicy : IOutputCachePolicy
{
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (context.HttpContext.Features.Get<VisitorResponse>() is not null)
            context.AllowCacheStorage = false;
        return default;
    }
}
