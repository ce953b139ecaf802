using System.Text;
using GrowthBook.AspNetCore;
using GrowthBook.Client;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Receives GrowthBook's SDK webhooks.</summary>
public static class GrowthBookWebhookExtensions
{
    /// <summary>
    /// Adds an endpoint to which GrowthBook posts an SDK connection's changes. The client takes the payload of the body as if it came from
    /// the server; a body without a payload makes it refresh. Requests need the signature of the secret, a timestamp within five minutes,
    /// and an id that was not processed before. Anonymous requests reach the endpoint, whatever the application's authorization is.
    /// </summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="pattern">The route, such as <c>/growthbook</c>.</param>
    /// <param name="secret">The secret that GrowthBook shows for the webhook, <c>wk_…</c>.</param>
    /// <param name="configure">Sets the options. Default: none.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException">There is no client of the name.</exception>
    /// <exception cref="ArgumentException">The secret is empty or begins or ends with white space, or an option is invalid.</exception>
    public static IEndpointConventionBuilder MapGrowthBookWebhook(
        this IEndpointRouteBuilder endpoints, string pattern, string secret, Action<GrowthBookWebhookOptions>? configure = null)
    {
        var services = (endpoints ?? throw new ArgumentNullException(nameof(endpoints))).ServiceProvider;
        if (string.IsNullOrWhiteSpace(secret))
            throw new ArgumentException("the secret is empty; give the one that GrowthBook shows for the webhook, such as wk_123", nameof(secret));
        if (secret != secret.Trim())
            throw new ArgumentException("the secret begins or ends with white space, so that no signature matches; trim the text that it comes from, such as a file's", nameof(secret));
        var options = new GrowthBookWebhookOptions();
        configure?.Invoke(options);
        options.ThrowIfInvalid();
        var name = options.ClientName ?? services.GetService<RequestUserFactory>()?.ClientName ?? "";
        var endpoint = new WebhookEndpoint(
            ClientByName.Of(services, name, "GrowthBookWebhookOptions.ClientName"),
            services.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>().Get(name).PayloadFile is not null,
            Encoding.UTF8.GetBytes(secret),
            options.MaxBytes,
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            RequestLog.Of(services));
        return endpoints.MapPost(pattern, endpoint.HandleAsync).WithMetadata(new AllowAnonymousAttribute(), new ExcludeFromDescriptionAttribute());
    }
}
