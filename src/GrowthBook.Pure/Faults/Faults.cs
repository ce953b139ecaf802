using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace GrowthBook;

/// <summary>
/// What reading a text carries along: the faults found so far, the place that reading has come to, and parts that
/// recur. The place is kept as a stack of names and indices, and becomes text only when there is something to say
/// about it.
/// </summary>
/// <param name="shared">What is shared with another text; by default nothing.</param>
internal sealed class PayloadErrors(SharedParts? shared = null)
{
    private readonly List<PayloadError> _errors = [];
    private readonly List<string> _truncated = [];
    private (string? Name, int Index)[] _place = new (string?, int)[16];
    private int _depth;

    /// <summary>What has been compiled from the text so far and may be needed again.</summary>
    public SharedParts Shared { get; } = shared ?? new SharedParts();

    public bool HasFatal => _errors.Exists(error => error.Severity == ErrorSeverity.Fatal);

    public ImmutableArray<PayloadError> ToImmutable() => _errors.ToImmutableArray();

    /// <summary>How many faults there are so far.</summary>
    public int Count => _errors.Count;

    /// <summary>Forgets some of the faults, because what they are about is read again.</summary>
    public void Forget(int first, int count) => _errors.RemoveRange(first, count);

    /// <summary>How many steps the present place is away from the root.</summary>
    public int Depth => _depth;

    public void LeaveTo(int depth) => _depth = depth;

    public void Enter(string name) => Push((name, 0));

    public void Enter(int index) => Push((null, index));

    public void Leave() => _depth--;

    public void Warning(string message) => Add(ErrorSeverity.Warning, message);

    public void Error(string message) => Add(ErrorSeverity.Error, message);

    public void Fatal(string message) => Add(ErrorSeverity.Fatal, message);

    /// <summary>Reports an error about the member <paramref name="name"/> of the value at the present place.</summary>
    public void ErrorAt(string name, string message)
    {
        Enter(name);
        Error(message);
        Leave();
    }

    /// <summary>Reports a warning about the member <paramref name="name"/> of the value at the present place.</summary>
    public void WarningAt(string name, string message)
    {
        Enter(name);
        Warning(message);
        Leave();
    }

    /// <summary>Reports that the value at the present place was not read whole.</summary>
    public void Truncated(string message)
    {
        _truncated.Add(Path());
        Error(message);
    }

    /// <summary>Whether the value at the present place, or something within it, was not read whole.</summary>
    public bool IsTruncated() => _truncated.Count > 0 && HasTruncated(Path());

    private bool HasTruncated(string path) => _truncated.Exists(truncated => truncated.StartsWith(path, StringComparison.Ordinal));

    private void Push((string?, int) step)
    {
        if (_depth == _place.Length)
            Array.Resize(ref _place, _depth * 2);
        _place[_depth++] = step;
    }

    public void Add(ErrorSeverity severity, string message) => _errors.Add(new PayloadError(severity, Path(), message));

    private string Path()
    {
        var path = new StringBuilder("$");
        for (var i = 0; i < _depth; i++)
        {
            var (name, index) = _place[i];
            if (name is null)
                path.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
            else if (IsPlain(name))
                path.Append('.').Append(name);
            else
                path.Append("['").Append(name.Replace("'", "\\'")).Append("']");
        }
        return path.ToString();
    }

    private static bool IsPlain(string name)
    {
        if (name.Length == 0)
            return false;
        foreach (var c in name)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '$'))
                return false;
        }
        return true;
    }
}
