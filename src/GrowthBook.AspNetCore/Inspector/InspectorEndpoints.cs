using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GrowthBook.AspNetCore;

/// <summary>The endpoints of the inspector: its page, and what the page asks for.</summary>
internal sealed class InspectorEndpoints(GrowthBookClient client, ForcedCookie cookie, InspectorEvents events)
{
    private readonly InspectorPage _page = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        Add(routes, "GET", "", _page.HtmlAsync);
        foreach (var (name, type) in _page.Files)
            Add(routes, "GET", "/" + name, http => _page.FileAsync(http, name, type));
        AddData(routes, "GET", "/events", events.SendAsync);
        AddData(routes, "POST", "/evaluate", EvaluateAsync);
        AddData(routes, "POST", "/explain", ExplainAsync);
        AddData(routes, "POST", "/force", ForceAsync);
    }

    /// <summary>Adds an endpoint for the inspector's page, which refuses the requests of other sites.</summary>
    private static void AddData(IEndpointRouteBuilder routes, string method, string path, RequestDelegate handle) =>
        Add(routes, method, path, http => InspectorCaller.IsOwnPage(http.Request)
            ? handle(http)
            : InspectorBody.RefuseAsync(http, StatusCodes.Status403Forbidden, "the request comes from another site; open the inspector's page"));

    private static void Add(IEndpointRouteBuilder routes, string method, string path, RequestDelegate handle) =>
        routes.MapMethods(path, [method], http =>
        {
            SetHeaders(http.Response.Headers);
            return handle(http);
        }).ExcludeFromDescription().WithDisplayName($"GrowthBook inspector: {method} {path}");

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static Task JsonAsync(HttpContext http, Value.Object answer)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync(answer.ToString(), http.RequestAborted);
    }

    private async Task EvaluateAsync(HttpContext http)
    {
        if (await InspectorBody.ReadAsync(http) is { } body)
            await JsonAsync(http, InspectorAnswers.Evaluation(await InspectedUser.OfAsync(http, client, cookie, body)));
    }

    /// <summary>Explains the feature <c>{"key"}</c>, or the experiment of the payload's own at the index <c>{"page"}</c>.</summary>
    private async Task ExplainAsync(HttpContext http)
    {
        if (await InspectorBody.ReadAsync(http) is not { } body)
            return;
        if (body["key"].AsString() is { } key)
            await JsonAsync(http, InspectorAnswers.Explanation(await InspectedUser.OfAsync(http, client, cookie, body), key));
        else if (body["page"] is not Value.Number { Content: var index })
            await InspectorBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "the body has no text `key` and no number `page`");
        else if (PageAnswers.Explanation(await InspectedUser.OfAsync(http, client, cookie, body), index) is { } explanation)
            await JsonAsync(http, explanation);
        else
            await InspectorBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "the payload has no experiment at the index `page`; evaluate again");
    }

    /// <summary>
    /// Forces <c>{"feature","value"}</c> or <c>{"experiment","variation"}</c>; without a value or a variation it is cleared, and with an
    /// empty object everything is.
    /// </summary>
    private async Task ForceAsync(HttpContext http)
    {
        if (await InspectorBody.ReadAsync(http) is not { } body)
            return;
        if (ForcedBy(body, cookie.Read(http.Request)) is not { } forced)
            await InspectorBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "the body is not {\"feature\":…,\"value\":…}, {\"experiment\":…,\"variation\":…} or {}");
        else if (ForcedFault.Of(client.Payload, body) is { } fault)
            await InspectorBody.RefuseAsync(http, StatusCodes.Status400BadRequest, fault);
        else if (!cookie.Write(http, forced))
            await InspectorBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "the forced values do not fit into a cookie; clear others first");
        else
            await JsonAsync(http, forced.ToValue());
    }

    private static ForcedValues? ForcedBy(Value.Object body, ForcedValues forced)
    {
        if (body.Count == 0)
            return ForcedValues.None;
        if (body["feature"].AsString() is { } feature)
        {
            return body.TryGetValue("value", out var value)
                ? forced with { Features = forced.Features.With(feature, value) }
                : forced.Without(feature: feature);
        }
        if (body["experiment"].AsString() is not { } experiment)
            return null;
        if (!body.TryGetValue("variation", out var variation))
            return forced.Without(experiment: experiment);
        return ForcedValues.VariationOf(variation) is { } index ? forced with { Variations = forced.Variations.SetItem(experiment, index) } : null;
    }
}
