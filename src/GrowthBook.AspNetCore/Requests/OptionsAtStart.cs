using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;

namespace GrowthBook.AspNetCore;

/// <summary>Makes the options of requests when the server starts: a mistake in them is an error of the start, not of the first request.</summary>
internal sealed class OptionsAtStart(IOptions<GrowthBookRequestOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
    {
        _ = options.Value;
        return next;
    }
}
