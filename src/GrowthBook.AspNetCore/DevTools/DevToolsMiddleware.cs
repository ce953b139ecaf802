using GrowthBook.Client;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GrowthBook.AspNetCore;

/// <summary>Connects requests with the DevTools. Outside of Development only those that meet the policy.</summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="options">The options.</param>
/// <param name="client">The options of the client.</param>
/// <param name="authorization">Checks the policy; <c>null</c> in Development.</param>
/// <param name="time">The clock of the log entries.</param>
/// <param name="logger">Logs faults.</param>
internal sealed class DevToolsMiddleware(
    RequestDelegate next, GrowthBookDevToolsOptions options, GrowthBookOptions client, IAuthorizationService? authorization, TimeProvider time, GuardedLogger logger)
{
    private int _isLateLogged;

    public async Task InvokeAsync(HttpContext http)
    {
        if (authorization is not null && !(await authorization.AuthorizeAsync(http.User, http, options.Policy!)).Succeeded)
        {
            await next(http);
            return;
        }
        var (state, faults) = DevToolsState.Read(http.Request);
        foreach (var fault in faults)
            DevToolsLog.Ignored(logger, fault);
        if (RequestUser.Of(http).IsMadeOrPending && Interlocked.Exchange(ref _isLateLogged, 1) == 0)
            DevToolsLog.Late(logger);
        var request = new DevToolsRequest(http, options, client, RequestEffects.Of(http, time), state);
        request.Begin();
        if (!options.InjectsScript || HttpMethods.IsHead(http.Request.Method) || http.Features.Get<IHttpResponseBodyFeature>() is not { } body)
        {
            await next(http);
            return;
        }
        using var injection = new ScriptInjection(http, body, request, options.Nonce);
        http.Features.Set<IHttpResponseBodyFeature>(injection);
        try
        {
            await next(http);
            await injection.EndAsync();
        }
        finally
        {
            http.Features.Set(body);
        }
    }
}
