namespace GrowthBook.Client;

/// <summary>
/// A source that reads a payload from a file, again after each change; the JSON text may have comments and trailing commas. It
/// polls the file, which also detects renames, switched symbolic links and changes on network drives: each time its length, time and link, and, whatever these are,
/// every tenth time its content. A partially written file is no payload: the last good payload stays in use until the file is complete.
/// </summary>
public sealed class FilePayloadSource : IPayloadChanges
{
    /// <summary>A file can change without a change of its stamp.</summary>
    private const int ChecksPerRead = 10;

    private readonly string _path;
    private readonly TimeSpan _interval;
    private readonly int _maxBytes;
    private readonly TimeProvider _time;

    /// <summary>The hash of what the last fetch read; <c>null</c> before it and after a failure. It shows a change between a fetch and the watch's first read.</summary>
    private volatile string? _fetched;

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

    /// <summary>The file in log lines.</summary>
    internal string Place => $"the file `{_path}`";

    /// <summary>How often the content was read to find a change.</summary>
    internal int ContentReads { get; private set; }

    /// <inheritdoc/>
    public PayloadOrigin Origin => PayloadOrigin.Init;

    /// <inheritdoc/>
    public async ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken)
    {
        _fetched = null;
        try
        {
            using var file = Files.OpenShared(_path);
            if (await file.ReadAllAsync(file.Length, _maxBytes, cancellationToken).ConfigureAwait(false) is { } content)
            {
                _fetched = Sha256.Hex(content.Span);
                return new PayloadFetch.Loaded(RelaxedJson.ToStrict(content));
            }
            return new PayloadFetch.Failed(PayloadFailureReason.TooLarge, FormattableString.Invariant($"the file `{_path}` is larger than {_maxBytes} bytes; raise MaxPayloadBytes to accept it"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new PayloadFetch.Failed(PayloadFailureReason.NotFound, $"the file `{_path}` does not exist");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && Directory.Exists(_path))
        {
            return new PayloadFetch.Failed(PayloadFailureReason.Unreadable, $"`{_path}` is a directory; give the path of a file with a payload");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new PayloadFetch.Failed(PayloadFailureReason.Unreadable, $"the file `{_path}` cannot be read: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public async Task WatchAsync(Action changed, CancellationToken cancellationToken)
    {
        _ = changed ?? throw new ArgumentNullException(nameof(changed));
        var stamp = FileStamp.Of(_path); // before the content, so that a change between the two is found
        var content = await ReadContentAsync(cancellationToken).ConfigureAwait(false);
        if (IsOtherThanFetched(content))
            changed();
        for (var check = 1; ; check++)
        {
            await _time.DelayAsync(_interval, cancellationToken).ConfigureAwait(false);
            var now = FileStamp.Of(_path);
            if (now == stamp && check % ChecksPerRead != 0)
                continue;
            stamp = now;
            var before = content;
            content = await ReadContentAsync(cancellationToken).ConfigureAwait(false);
            if (content != before || IsOtherThanFetched(content))
                changed();
        }
    }

    private bool IsOtherThanFetched(string? content) => _fetched is { } fetched && content != fetched;

    private Task<string?> ReadContentAsync(CancellationToken cancellationToken)
    {
        ContentReads++;
        return FileContent.HashAsync(_path, _maxBytes, cancellationToken);
    }
}
