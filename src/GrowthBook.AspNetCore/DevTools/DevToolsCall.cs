using GrowthBook.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace GrowthBook.AspNetCore;

/// <summary>Whether the application called <c>UseGrowthBookDevTools</c>, without which the element of the DevTools renders nothing. Thread-safe.</summary>
internal sealed class DevToolsCall(IWebHostEnvironment environment, GuardedLogger logger)
{
    private int _isMadeOrLogged;

    /// <summary>Notes the call.</summary>
    public void Note() => Interlocked.Exchange(ref _isMadeOrLogged, 1);

    /// <summary>Warns once if the call is missing. An application can make it in Development only.</summary>
    public void WarnIfMissing()
    {
        if (environment.IsDevelopment() && Interlocked.Exchange(ref _isMadeOrLogged, 1) == 0)
            DevToolsLog.Missing(logger);
    }
}
