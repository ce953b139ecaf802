namespace GrowthBook.Client;

/// <summary>Logs the errors of payloads, once per content. Thread-safe.</summary>
internal sealed class PayloadDiagnostics(GuardedLogger logger)
{
    private const int MostLines = 20;
    private const int Remembered = 16;

    private readonly object _gate = new();
    private readonly Queue<ContentHash> _reported = new();

    public void Report(PayloadSnapshot snapshot)
    {
        if (snapshot.Errors.IsEmpty || !IsNew(snapshot.Hash))
            return;
        foreach (var error in snapshot.Errors.Take(MostLines))
        {
            if (error.Severity == ErrorSeverity.Warning)
                PayloadLog.PayloadWarning(logger, snapshot.Origin, error.Path, error.Message);
            else
                PayloadLog.PayloadFault(logger, snapshot.Origin, error.Path, error.Message);
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
