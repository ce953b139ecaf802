using System.ComponentModel;
using GrowthBook.AspNetCore;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves features to OpenFeature clients.</summary>
public static class GrowthBookOfrepExtensions
{
    /// <summary>
    /// Serves the OpenFeature Remote Evaluation Protocol (OFREP), so that OpenFeature's clients in every language evaluate the features of
    /// this application's client: <c>POST /ofrep/v1/evaluate/flags/{key}</c>, <c>POST /ofrep/v1/evaluate/flags</c> and the stream of events
    /// that asks front ends to evaluate again. A single evaluation reports its effects; a bulk evaluation does not, unless
    /// <see cref="OfrepOptions.RunsBulkEffects"/> is set.
    /// </summary>
    /// <param name="endpoints">The application, or a group of endpoints, whose prefix the paths get.</param>
    /// <param name="configure">Sets the options. Default: none.</param>
    /// <returns>The endpoints, for example to add a rate limit or CORS to them.</returns>
    /// <exception cref="InvalidOperationException">There is no client: <c>AddGrowthBook</c> was not called.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static IEndpointConventionBuilder MapOfrep(this IEndpointRouteBuilder endpoints, Action<OfrepOptions>? configure = null)
    {
        var services = (endpoints ?? throw new ArgumentNullException(nameof(endpoints))).ServiceProvider;
        var options = new OfrepOptions();
        configure?.Invoke(options);
        options.Validate();
        var ofrep = new OfrepEndpoints(
            options,
            options.Client ?? Registered(services),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            RequestLog.Of(services),
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var group = endpoints.MapGroup("");
        group.MapPost(OfrepPath.Flags, ofrep.EvaluateAllAsync);
        group.MapPost($"{OfrepPath.Flags}/{{**{OfrepPath.Key}}}", ofrep.EvaluateOneAsync);
        if (options.HasEventStream)
            group.MapGet(OfrepPath.Events, ofrep.SendEventsAsync);
        return group;
    }

    /// <summary>Not for use: options are not awaited.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="endpoints">The application.</param>
    /// <param name="configure">An asynchronous function.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncVoid.OfOptions, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IEndpointConventionBuilder MapOfrep<TTask>(this IEndpointRouteBuilder endpoints, Func<OfrepOptions, TTask> configure)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfOptions);

    private static Func<HttpContext, GrowthBookClient> Registered(IServiceProvider services)
    {
        var client = ClientByName.Of(services, "", "OfrepOptions.Client");
        return _ => client;
    }
}
