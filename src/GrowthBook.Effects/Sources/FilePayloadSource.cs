namespace GrowthBook.Client;

/// <summary>
/// A source that reads a payload from a file, again after each change; the JSON text may have comments and trailing commas. It
/// polls the content of the file, which also detects renames, switched symbolic links and changes on network drives. A partially written file is no payload: the last good payload stays in use
/// until the file is complete.
/// </summary>
public sealed class FilePayloadSource : IPayloadChanges
{
    private readonly string _path;
    private readonly TimeSpan _interval;
    private readonly int _maxBytes;
    private readonly TimeProvider _time;

    /// <summary>Creates a source.</summary>
    /// <param name="path">The file; a relative path is resolved immediately.</param>
    /// <param name="interval">The interval between checks for changes; more than zero and at most one day. Default: <c>null</c>, one second.</param>
    /// <param name="timeProvider">Measures the interval. Default: <c>null</c>, the system time.</param>
    /// <param name="maxBytes">The maximum size of the file in bytes, above zero; a larger one is not loaded. Default: 64 MiB.</param>
    public FilePayloadSource(string path, TimeSpan? interval = null, TimeProvider? timeProvider = null, int maxBytes = 64 * 1024 * 1024)
    {
        _path = Path.GetFullPath(path ?? throw new ArgumentNullException(nameof(path)));
        _interval = interval ?? TimeSpan.FromSeconds(1);
        if (_interval <= TimeSpan.Zero || _interval > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "must be more than zero and at most one day");
        if (maxBytes <= 0)
            throw new ArgumentOutOfRangeException(nameof(maxBytes), maxBytes, "must be above zero");
        _maxBytes = maxBytes;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public PayloadOrigin Origin => PayloadOrigin.Init;

    /// <inheritdoc/>
    public async ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken)
    {
        try
        {
            using var file = Files.OpenShared(_path);
            return await file.ReadAllAsync(file.Length, _maxBytes, cancellationToken).ConfigureAwait(false) is { } content
                ? new PayloadFetch.Loaded(RelaxedJson.ToStrict(content))
                : new PayloadFetch.Failed(PayloadFailureReason.TooLarge, FormattableString.Invariant($"the file `{_path}` is larger than {_maxBytes} bytes; raise MaxPayloadBytes to accept it"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new PayloadFetch.Failed(PayloadFailureReason.NotFound, $"the file `{_path}` does not exist");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new PayloadFetch.Failed(PayloadFailureReason.Unreadable, $"the file `{_path}` cannot be read: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public Task WatchAsync(Action changed, CancellationToken cancellationToken) =>
        WatchAsync(changed ?? throw new ArgumentNullException(nameof(changed)), FileStamp.Of(_path, _maxBytes), cancellationToken);

    private async Task WatchAsync(Action changed, FileStamp seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _time.DelayAsync(_interval, cancellationToken).ConfigureAwait(false);
            var now = FileStamp.Of(_path, _maxBytes);
            if (now != seen)
                changed();
            seen = now;
        }
    }
}
