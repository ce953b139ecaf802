using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Client;

/// <summary>The faults of several texts that are parts of one. Faults after the first <see cref="MaxListed"/> are counted and not kept.</summary>
internal sealed class BoundedFaults
{
    /// <summary>The number of faults that are kept, as in a payload.</summary>
    public const int MaxListed = 1000;

    private readonly ImmutableArray<PayloadError>.Builder _errors = ImmutableArray.CreateBuilder<PayloadError>();
    private int _unlisted;
    private bool _isUnlistedExact = true;
    private ErrorSeverity _unlistedSeverity;

    public void Add(PayloadError error)
    {
        if (_errors.Count < MaxListed)
        {
            _errors.Add(error);
            return;
        }
        _unlisted++;
        _unlistedSeverity = error.Severity > _unlistedSeverity ? error.Severity : _unlistedSeverity;
    }

    /// <summary>Adds the faults of the part at a path. The last one of many stands for those of the part that are not listed.</summary>
    public void AddAt(string path, ImmutableArray<PayloadError> faults)
    {
        _isUnlistedExact &= faults.Length <= MaxListed;
        foreach (var fault in faults)
            Add(_errors.Count < MaxListed ? fault with { Path = path + fault.Path.Remove(0, 1) } : fault);
    }

    /// <summary>The faults in order; a last one counts those that were not kept.</summary>
    public ImmutableArray<PayloadError> ToImmutable() => _unlisted == 0
        ? _errors.ToImmutable()
        : [.. _errors, new PayloadError(
            _unlistedSeverity, "$", $"{(_isUnlistedExact ? "" : "at least ")}{Number(_unlisted)} more {(_unlisted == 1 ? "fault" : "faults")}; the first {Number(MaxListed)} are listed")];

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
