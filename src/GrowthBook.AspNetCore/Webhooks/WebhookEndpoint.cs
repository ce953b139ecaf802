using System.Text.Json;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GrowthBook.AspNetCore;

/// <summary>Receives SDK webhooks: verifies the signature, and gives the payload to the client or has it refreshed.</summary>
/// <param name="client">The client.</param>
/// <param name="hasFile">Whether the options of the client name a payload file.</param>
/// <param name="key">The UTF-8 bytes of the secret.</param>
/// <param name="maxBytes">The bytes that a body may have.</param>
/// <param name="time">Checks timestamps, and measures how long a body takes.</param>
/// <param name="logger">Logs refusals.</param>
internal sealed class WebhookEndpoint(GrowthBookClient client, bool hasFile, byte[] key, int maxBytes, TimeProvider time, GuardedLogger logger)
{
    private readonly WebhookBodies _bodies = new(maxBytes, time);
    private readonly WebhookIds _ids = new(time);
    private readonly FailureCounts<string> _refused = new();
    private int _isToldOfFile;

    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        var (signature, fault) = WebhookSignature.Read(http.Request.Headers, time.GetUtcNow());
        if (signature is null)
        {
            RefuseUnknown(http, StatusCodes.Status401Unauthorized, fault!);
            return;
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var (body, refusal, unsigned) = await _bodies.ReadAsync(http.Request, signature, key);
        if (body is null)
        {
            RefuseUnknown(http, refusal, unsigned!);
            return;
        }
        switch (_ids.Begin(signature))
        {
            case WebhookIdState.Done:
                WebhookLog.Repeated(logger, signature.Id);
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            case WebhookIdState.Running:
                Refuse(http, StatusCodes.Status409Conflict, "a message of the same id is being processed");
                return;
            case WebhookIdState.Full:
                Refuse(http, StatusCodes.Status503ServiceUnavailable, $"more than {WebhookIds.Capacity} messages arrived within ten minutes");
                return;
        }
        var isDone = false;
        try
        {
            isDone = await ProcessAsync(http, body);
        }
        finally
        {
            _ids.End(signature, isDone);
        }
    }

    private async Task<bool> ProcessAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        ReadOnlyMemory<byte>? payload;
        try
        {
            payload = WebhookBody.PayloadIn(body);
        }
        catch (JsonException e)
        {
            Refuse(http, StatusCodes.Status400BadRequest, "the body is malformed: " + e.Message);
            return false;
        }
        var result = payload is { } taken ? await client.TakePayloadAsync(taken, http.RequestAborted) : await client.RefreshAsync(http.RequestAborted);
        if (result is RefreshResult.Failed { Failure: var failure })
        {
            // The sender repeats the message: a wrong payload stays wrong, but a server can be reachable later.
            Refuse(http, payload is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status422UnprocessableEntity, failure.Message);
            return false;
        }
        if (hasFile && payload is not null && Interlocked.Exchange(ref _isToldOfFile, 1) == 0)
            WebhookLog.ReplacesFile(logger);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }

    /// <summary>Refuses a caller who may be anyone, and must not fill the log.</summary>
    private void RefuseUnknown(HttpContext http, int status, WebhookFault fault)
    {
        if (_refused.Add(fault.Reason, out var total))
            WebhookLog.RefusedUnknown(logger, status, fault.Text, total);
        http.Response.StatusCode = status;
    }

    /// <summary>Refuses a message that GrowthBook signed.</summary>
    private void Refuse(HttpContext http, int status, string reason)
    {
        WebhookLog.Refused(logger, status, reason);
        http.Response.StatusCode = status;
    }
}
