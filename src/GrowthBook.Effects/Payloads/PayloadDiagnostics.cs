namespace GrowthBook.Client;

/// <summary>Logs the errors of payloads, once per content. Thread-safe.</summary>
internal sealed class PayloadDiagnostics(GuardedLogger logger)
{
    private const int MostLines = 20;
    private const int Remembered = 16;

    private readonly object _gate = new();
    private readonly Queue<ContentHash> _reported = new();

    /// <param name="snapshot">The payload.</param>
    /// <param name="place">Its place, such as a file; <c>null</c> for the origin.</param>
    public void Report(PayloadSnapshot snapshot, string? place)
    {
        if (snapshot.Errors.IsEmpty || !IsNew(snapshot.Hash))
            return;
        var source = place ?? snapshot.Origin.ToString();
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

    private bool IsNew(ContentHash hash)
    {
        lock (_gate)
        {
            if (_reported.Contains(hash))
                return false;
            if (_reported.Count == Remembered)
                _reported.Dequeue();
            _reported.Enqueue(hash);
            return true;
        }
    }
}
