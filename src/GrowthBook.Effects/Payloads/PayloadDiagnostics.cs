namespace GrowthBook.Client;

/// <summary>
/// Logs the errors of payloads, once per content: of <see cref="Burst"/> contents at once, then of one per <see cref="Interval"/>, so that a
/// server with ever new contents does not fill the log. Thread-safe.
/// </summary>
internal sealed class PayloadDiagnostics(GuardedLogger logger, TimeProvider time)
{
    /// <summary>The number of contents whose errors are logged at once: 10.</summary>
    public const int Burst = 10;

    /// <summary>The errors of one content that have a line: 20. One more line has the number of further errors.</summary>
    public const int MostLines = 20;

    private const int Remembered = 16;

    /// <summary>The time per content after the burst: 1 minute.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly Queue<ContentHash> _reported = new();
    private readonly TokenBucket _bucket = new(time, Burst, Interval);

    private int _isPlainReported;

    /// <summary>Whether the log says that further contents have no lines.</summary>
    private bool _isOmissionLogged;

    /// <param name="snapshot">The payload.</param>
    /// <param name="place">Its place, such as a file; <c>null</c> for the origin.</param>
    public void Report(PayloadSnapshot snapshot, string? place)
    {
        if (snapshot.Errors.IsEmpty)
            return;
        bool isPermitted, isFirstOmission;
        lock (_gate)
        {
            if (_reported.Contains(snapshot.Hash))
                return;
            isPermitted = _bucket.TryTake();
            isFirstOmission = !isPermitted && !_isOmissionLogged;
            _isOmissionLogged = !isPermitted;
            if (isPermitted)
                Remember(snapshot.Hash);
        }
        if (isPermitted)
            Log(snapshot, place ?? snapshot.Origin.ToString());
        else if (isFirstOmission)
            PayloadLog.FaultsOmitted(logger, Interval);
    }

    /// <summary>Reports a payload of the server without an encrypted part, once, if there is a key.</summary>
    public void ReportPlain(Candidate candidate, string? decryptionKey)
    {
        if (candidate.Origin == PayloadOrigin.Network && decryptionKey is not null && Volatile.Read(ref _isPlainReported) == 0
            && !EncryptedPart.IsIn(candidate.Json.Span) && Interlocked.Exchange(ref _isPlainReported, 1) == 0)
        {
            PayloadLog.NotEncrypted(logger, candidate.Origin);
        }
    }

    private void Log(PayloadSnapshot snapshot, string source)
    {
        foreach (var error in snapshot.Errors.Take(MostLines))
        {
            if (error.Severity == ErrorSeverity.Warning)
                PayloadLog.PayloadWarning(logger, source, error.Path, error.Message);
            else
                PayloadLog.PayloadFault(logger, source, error.Path, error.Message);
        }
        if (snapshot.Errors.Length > MostLines)
            PayloadLog.MoreFaults(logger, snapshot.Errors.Length - MostLines);
    }

    private void Remember(ContentHash hash)
    {
        if (_reported.Count == Remembered)
            _reported.Dequeue();
        _reported.Enqueue(hash);
    }
}
