using System.Collections.Immutable;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Writes the assignments of a request's user when the response starts; later assignments are lost. Documents of attributes whose cookies were not read are
/// not written, because they would replace stored assignments.
/// </summary>
internal sealed class StickyResponse(StickyCookies cookies, HttpContext http, GrowthBookUser user, StickyBuckets stored, ImmutableArray<string> read)
{
    private StickyBuckets _written = stored;

    public void Register()
    {
        if (!http.Response.HasStarted)
            http.Response.OnStarting(static state => ((StickyResponse)state).WriteAsync(), this);
        http.Response.OnCompleted(static state => ((StickyResponse)state).CheckAsync(), this);
    }

    private Task WriteAsync()
    {
        var current = user.Context.StickyBuckets ?? _written;
        var users = RequestUserFactory.Of(http.RequestServices);
        if (users.VerifyConsent(http) && !current.Equals(_written) && users.HasConsent(http))
        {
            foreach (var document in current)
            {
                if (_written.Contains(document))
                    continue;
                if (read.Contains(document.AttributeName))
                    cookies.Write(http, document);
                else
                    cookies.NotRead(document.AttributeName);
            }
        }
        _written = current;
        return Task.CompletedTask;
    }

    private Task CheckAsync()
    {
        if (user.Context.StickyBuckets is { } current && !current.Equals(_written))
            cookies.Lost();
        return Task.CompletedTask;
    }
}
