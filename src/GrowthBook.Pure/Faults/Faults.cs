using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Collects the faults found while JSON is read, each with the position at which it was found.</summary>
internal sealed class Faults
{
    private readonly List<PayloadError> _errors = [];
    private readonly List<string> _truncated = [];

    /// <summary>The position of the reader, which the next fault gets as its path.</summary>
    public JsonPosition Position { get; } = new();

    /// <summary>The number of faults so far.</summary>
    public int Count => _errors.Count;

    public bool HasFatal => _errors.Exists(error => error.Severity == ErrorSeverity.Fatal);

    public ImmutableArray<PayloadError> ToImmutable() => _errors.ToImmutableArray();

    /// <summary>The value that was read, with the faults so far.</summary>
    public Parsed<T> With<T>(T value) => new(value, ToImmutable());

    public void Warning(string message) => Add(ErrorSeverity.Warning, message);

    public void Error(string message) => Add(ErrorSeverity.Error, message);

    public void Fatal(string message) => Add(ErrorSeverity.Fatal, message);

    public void Add(ErrorSeverity severity, string message) => _errors.Add(new PayloadError(severity, Position.ToString(), message));

    /// <summary>Reports an error at the member <paramref name="name"/> of the value at the present position.</summary>
    public void ErrorAt(string name, string message)
    {
        Position.Enter(name);
        Error(message);
        Position.Leave();
    }

    /// <summary>Reports a warning at the member <paramref name="name"/> of the value at the present position.</summary>
    public void WarningAt(string name, string message)
    {
        Position.Enter(name);
        Warning(message);
        Position.Leave();
    }

    /// <summary>Reports that the value at the present position was not read completely.</summary>
    public void Truncated(string message)
    {
        _truncated.Add(Position.ToString());
        Error(message);
    }

    /// <summary>Whether the value at the present position, or a part of it, was not read completely.</summary>
    public bool IsTruncated() => _truncated.Count > 0 && IsTruncated(Position.ToString());

    /// <summary>Removes faults of a part that is read again or is replaced by a later one.</summary>
    public void Forget(int first, int count) => _errors.RemoveRange(first, count);

    private bool IsTruncated(string path) => _truncated.Exists(truncated => truncated.StartsWith(path, StringComparison.Ordinal));
}
