using System.Buffers;
using System.IO.Pipelines;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Reads the bodies of webhooks, whose callers may be anyone until the signature is verified. A caller that sends slowly holds what it has
/// sent, so that bodies share their memory beyond <see cref="FreeBytes"/>, for <see cref="LongestTime"/> at most. The memory grows with the
/// bytes that arrive, not with the announced length. Thread-safe.
/// </summary>
/// <param name="maxBytes">The bytes that a body may have.</param>
/// <param name="time">Measures how long a body takes.</param>
internal sealed class WebhookBodies(int maxBytes, TimeProvider time)
{
    /// <summary>The bytes that each body has for itself: 64 KiB.</summary>
    private const int FreeBytes = 64 * 1024;

    /// <summary>How many of the largest bodies may be read at once: 4.</summary>
    public const int MaxLargest = 4;

    /// <summary>The time in which a body must arrive: 30 seconds.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(30);

    private readonly ByteBudget _budget = new((long)maxBytes * MaxLargest, FreeBytes);

    /// <summary>Reads a body and verifies its signature. The body is copied only if the signature is right.</summary>
    /// <returns>The body; otherwise the status and the fault of the refusal.</returns>
    public async ValueTask<(byte[]? Body, int Status, WebhookFault? Fault)> ReadAsync(HttpRequest request, WebhookSignature signature, byte[] key)
    {
        if (request.ContentLength > maxBytes)
            return (null, StatusCodes.Status413PayloadTooLarge, WebhookFault.TooLarge(maxBytes));
        using var late = new CancellationTokenSource(LongestTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, late.Token);
        try
        {
            return await ReadAsync(request.BodyReader, signature, key, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return (null, StatusCodes.Status408RequestTimeout, WebhookFault.Slow(LongestTime));
        }
    }

    private async ValueTask<(byte[]? Body, int Status, WebhookFault? Fault)> ReadAsync(
        PipeReader body, WebhookSignature signature, byte[] key, CancellationToken cancellationToken)
    {
        using var share = _budget.Begin();
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                body.AdvanceTo(read.Buffer.End);
                return (null, StatusCodes.Status413PayloadTooLarge, WebhookFault.TooLarge(maxBytes));
            }
            if (!share.TryGrowTo(read.Buffer.Length))
            {
                body.AdvanceTo(read.Buffer.End);
                return (null, StatusCodes.Status503ServiceUnavailable, WebhookFault.Full(_budget.Max));
            }
            if (read.IsCompleted)
            {
                var signed = signature.IsOf(key, read.Buffer) ? read.Buffer.ToArray() : null;
                body.AdvanceTo(read.Buffer.End);
                return signed is null ? (null, StatusCodes.Status401Unauthorized, WebhookFault.Secret()) : (signed, StatusCodes.Status200OK, null);
            }
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
