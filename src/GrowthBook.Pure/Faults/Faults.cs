using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook;

/// <summary>
/// Collects the faults found while JSON is read, each with the position at which it was found. Memory is bounded: faults
/// after the first <see cref="MaxListed"/> are counted and not kept.
/// </summary>
internal sealed class Faults
{
    /// <summary>The number of faults that are kept; further ones are only counted, except fatal ones.</summary>
    public const int MaxListed = 1000;

    private readonly List<PayloadError> _errors = [];

    /// <summary>The fingerprints of values that were not read completely, and of those around them; <c>null</c> without any.</summary>
    private HashSet<ulong>? _truncated;

    /// <summary>The unknown members so far, each with the known name next to it; <c>null</c> without any. At most <see cref="MaxListed"/>.</summary>
    private Dictionary<(MemberNames, string), string?>? _unknown;

    /// <summary>The number of faults that were counted and not kept; all of them came after the kept ones.</summary>
    private int _unlisted;

    /// <summary>The highest severity of those.</summary>
    private ErrorSeverity _unlistedSeverity;

    /// <summary>The position of the reader, which the next fault gets as its path.</summary>
    public JsonPosition Position { get; } = new();

    /// <summary>The number of faults so far.</summary>
    public int Count => _errors.Count + _unlisted;

    /// <summary>Whether nothing was reported, so that another text can be read with this.</summary>
    public bool IsUnused => Count == 0 && _truncated is null && _unknown is null && Position.Depth == 0;

    /// <summary>Whether further faults are only counted, so that their messages need not be made.</summary>
    public bool IsFull => _unlisted > 0 || _errors.Count >= MaxListed;

    public bool HasFatal { get; private set; }

    /// <summary>Whether something was lost: there is a fault that is more than a warning.</summary>
    public bool HasErrors => HasFatal || _unlistedSeverity > ErrorSeverity.Warning || _errors.Exists(static fault => fault.Severity != ErrorSeverity.Warning);

    /// <summary>The faults in order; a last one counts those that were not kept.</summary>
    public ImmutableArray<PayloadError> ToImmutable() => _unlisted == 0
        ? _errors.ToImmutableArray()
        : [.. _errors, new PayloadError(_unlistedSeverity, "$", $"{Number(_unlisted)} more {(_unlisted == 1 ? "fault" : "faults")}; the first {Number(MaxListed)} are listed")];

    /// <summary>The value that was read, with the faults so far.</summary>
    public Parsed<T> With<T>(T value) => new(value, ToImmutable());

    /// <summary>Reports on each element of the member of a name; on none of a list that is absent.</summary>
    public void AtEach<T>(string name, ImmutableArray<T> items, Action<T, Faults> report)
    {
        if (items.IsDefaultOrEmpty)
            return;
        Position.Enter(name);
        for (var i = 0; i < items.Length; i++)
        {
            Position.Enter(i);
            report(items[i], this);
            Position.Leave();
        }
        Position.Leave();
    }

    public void Warning(string message) => Add(ErrorSeverity.Warning, message);

    public void Error(string message) => Add(ErrorSeverity.Error, message);

    public void Fatal(string message) => Add(ErrorSeverity.Fatal, message);

    public void Add(ErrorSeverity severity, string message)
    {
        if (severity == ErrorSeverity.Fatal)
        {
            HasFatal = true;
        }
        else if (IsFull)
        {
            _unlisted++;
            _unlistedSeverity = severity > _unlistedSeverity ? severity : _unlistedSeverity;
            return;
        }
        _errors.Add(new PayloadError(severity, Position.ToString(), PlainText.Of(message, PlainText.MaxMessage)));
    }

    /// <summary>Adds the faults of a decrypted part, also those that it only counts, at the present position. A fatal one costs only that part.</summary>
    /// <param name="part">The faults.</param>
    /// <param name="cause">What comes before each message.</param>
    public void AddDecrypted(Faults part, string cause)
    {
        foreach (var error in part._errors)
            Add(error.Severity == ErrorSeverity.Fatal ? ErrorSeverity.Error : error.Severity, $"{cause}{error.Message} (at {error.Path} of the decrypted text)");
        _unlisted += part._unlisted;
        _unlistedSeverity = part._unlistedSeverity > _unlistedSeverity ? part._unlistedSeverity : _unlistedSeverity;
    }

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

    /// <summary>Forgets which names are listed, so that each is listed again at its next place.</summary>
    public void ForgetNames() => _unknown?.Clear();

    /// <summary>
    /// Warns of a member that objects of its kind do not have: each time of one that looks misspelt, and otherwise once of each name, because
    /// a newer server may write it to every object.
    /// </summary>
    /// <param name="known">The members of the kind.</param>
    /// <param name="name">The member.</param>
    /// <param name="isKept">Whether the object keeps members that it does not know, so that only a misspelt one is worth a warning.</param>
    public void UnknownMember(MemberNames known, string name, bool isKept = false)
    {
        _unknown ??= [];
        var isNew = !_unknown.TryGetValue((known, name), out var nearest);
        if (isNew && _unknown.Count < MaxListed)
            _unknown[(known, name)] = nearest = known.Nearest(name);
        if (nearest is not null)
            WarningAt(name, UnknownMemberFault.Misspelt(nearest));
        else if (isNew && !isKept)
            WarningAt(name, UnknownMemberFault.Other);
    }

    /// <summary>Reports that the value at the present position was not read completely.</summary>
    public void Truncated(string message)
    {
        _truncated ??= new HashSet<ulong>(KeyedHash.Integers);
        for (var depth = Position.Depth; depth >= 0 && _truncated.Add(Position.Fingerprint(depth)); depth--)
        {
        }
        Error(message);
    }

    /// <summary>Whether the value at the present position, or a part of it, was not read completely.</summary>
    public bool IsTruncated() => _truncated is not null && _truncated.Contains(Position.Fingerprint(Position.Depth));

    /// <summary>Removes faults of a part that is read again or is replaced by a later one.</summary>
    public void Forget(int first, int count)
    {
        if (count > 0)
            ForgetNames();
        var listed = Math.Min(count, Math.Max(0, _errors.Count - first));
        _errors.RemoveRange(Math.Min(first, _errors.Count), listed);
        _unlisted -= count - listed;
        _unlistedSeverity = _unlisted == 0 ? ErrorSeverity.Warning : _unlistedSeverity;
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
