using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>How pages work together with GrowthBook's DevTools, the browser extension.</summary>
public sealed class GrowthBookDevToolsOptions
{
    /// <summary>
    /// Whether the DevTools work outside of the environment Development too, for requests that meet <see cref="Policy"/>. Default:
    /// <c>false</c>.
    /// </summary>
    public bool AllowOutsideDevelopment { get; set; }

    /// <summary>
    /// The authorization policy that a request must meet outside of Development. It sees the user of <c>UseAuthentication</c>. Default:
    /// <c>null</c>, none.
    /// </summary>
    public string? Policy { get; set; }

    /// <summary>
    /// Whether the script is written into HTML responses, before <c>&lt;/body&gt;</c>. A page that has <c>&lt;growthbook-devtools /&gt;</c>
    /// needs it not. Default: <c>true</c>.
    /// </summary>
    public bool InjectsScript { get; set; } = true;

    /// <summary>Returns the nonce of the page's content security policy for a script that is written into a response. Default: none.</summary>
    public Func<HttpContext, string?> Nonce
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Nonce));
    } = static _ => null;

    /// <summary>
    /// Whether the DevTools get all features of the payload, with the values of the request's user. Default: <c>false</c>, those that were
    /// evaluated for the request.
    /// </summary>
    public bool IncludesPayload { get; set; }

    /// <summary>The label of the server's entries in the DevTools. Default: <c>ASP.NET Core</c>.</summary>
    public string Source
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Source));
    } = "ASP.NET Core";
}
