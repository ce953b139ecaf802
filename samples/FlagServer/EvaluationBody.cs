using System.Buffers;

namespace FlagServer;

/// <summary>
/// Reads the bodies of remote evaluations, whose callers may be anyone. A caller that sends slowly holds what it has sent, so that few bodies above
/// <see cref="SmallBytes"/> are read at once, for <see cref="LongestTime"/> at most. Thread-safe.
/// </summary>
/// <param name="time">Measures how long a body takes.</param>
internal sealed class EvaluationBody(TimeProvider time)
{
    /// <summary>The bytes that each connection may hold.</summary>
    public const int SmallBytes = 64 * 1024;

    /// <summary>How many larger bodies are read at once.</summary>
    public const int MaxLarge = 64;

    /// <summary>The time in which a body must arrive: 30 seconds.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(30);

    private int _large;

    /// <summary>Reads a request; no request, and the status and the reason of the refusal, if it is refused.</summary>
    public async ValueTask<(EvaluationRequest? Request, int Status, string? Fault)> ReadAsync(HttpRequest request)
    {
        using var late = new CancellationTokenSource(LongestTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, late.Token);
        try
        {
            return await ReadAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return (null, 408, $"the body did not arrive within {LongestTime.TotalSeconds:0} s");
        }
    }

    private async ValueTask<(EvaluationRequest? Request, int Status, string? Fault)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = request.BodyReader;
        var isLarge = false;
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(cancellationToken);
                var length = read.Buffer.Length;
                if (length > EvaluationRequest.MaxBytes)
                {
                    body.AdvanceTo(read.Buffer.End);
                    return (null, 400, $"the body has more than {EvaluationRequest.MaxBytes} bytes");
                }
                if (length > SmallBytes && !isLarge)
                {
                    isLarge = true;
                    if (Interlocked.Increment(ref _large) > MaxLarge)
                    {
                        body.AdvanceTo(read.Buffer.End);
                        return (null, 503, $"more than {MaxLarge} bodies of more than {SmallBytes} bytes are being read");
                    }
                }
                if (read.IsCompleted)
                {
                    var (parsed, fault) = EvaluationRequest.Read(request, read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : read.Buffer.ToArray());
                    body.AdvanceTo(read.Buffer.End);
                    return (parsed, 400, fault);
                }
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        finally
        {
            if (isLarge)
                Interlocked.Decrement(ref _large);
        }
    }
}
