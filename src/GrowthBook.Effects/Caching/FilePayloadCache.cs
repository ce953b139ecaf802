using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// A payload cache in the files of a directory, in the format of <see cref="PayloadCacheEntry"/>, so that payloads survive a
/// restart. Files are replaced atomically, so that readers never see half a file. A process that ends while it writes leaves a file
/// <c>.tmp</c>; the first use after an hour deletes it. On Unix only the owner may read and write the files. Thread-safe.
/// </summary>
public sealed class FilePayloadCache : IPayloadCache
{
    private static readonly TimeSpan OldestDraft = TimeSpan.FromHours(1);

    private readonly string _directory;
    private readonly int _maxBytes;
    private readonly GuardedLogger _logger;
    private int _isSwept;

    /// <summary>Creates a payload cache.</summary>
    /// <param name="directory">The directory; the first write creates it. A relative path is resolved immediately.</param>
    /// <param name="loggerFactory">Creates the logger <c>GrowthBook.Payloads</c>. Default: none.</param>
    /// <param name="maxBytes">The maximum size of a payload in bytes, above zero; a larger one is a cache miss. Default: 64 MiB.</param>
    public FilePayloadCache(string directory, ILoggerFactory? loggerFactory = null, int maxBytes = 64 * 1024 * 1024)
    {
        _maxBytes = PayloadCacheEntry.LargestOf(maxBytes);
        _directory = Path.GetFullPath(directory ?? throw new ArgumentNullException(nameof(directory)));
        _logger = GuardedLogger.Of(loggerFactory?.CreateLogger(PayloadLog.Category));
    }

    /// <inheritdoc/>
    public async ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        DeleteOldDrafts();
        ReadOnlyMemory<byte>? content;
        try
        {
            using var file = Files.OpenShared(PathOf(key));
            content = await file.ReadAllAsync(file.Length, _maxBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        if (content is not { } entry)
        {
            CacheLog.LargeEntry(_logger, PathOf(key), _maxBytes);
            return null;
        }
        var payload = PayloadCacheEntry.Read(entry);
        if (payload is null)
            CacheLog.CorruptEntry(_logger);
        return payload;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(_directory);
        DeleteOldDrafts();
        var draft = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = Files.CreateForOwner(draft))
            {
                await file.WriteAllAsync(PayloadCacheEntry.ToBytes(payload), cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
            Files.Replace(draft, path);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Deletes what processes left that ended while they wrote, once. A younger file may be one that another process writes.</summary>
    private void DeleteOldDrafts()
    {
        if (Interlocked.Exchange(ref _isSwept, 1) == 1)
            return;
        try
        {
            foreach (var draft in Directory.EnumerateFiles(_directory, "growthbook-*.payload.*.tmp"))
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(draft) > OldestDraft)
                    File.Delete(draft);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next process tries again; the cache works with the files.
        }
    }

    /// <summary>
    /// Keys that are not plain file names are hashed; the dot keeps them apart from plain ones. Capital letters are not plain, because
    /// some file systems do not distinguish them.
    /// </summary>
    private string PathOf(string key)
    {
        _ = key ?? throw new ArgumentNullException(nameof(key));
        var isPlain = key.Length is > 0 and <= 100 && key.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_');
        return Path.Combine(_directory, $"growthbook-{(isPlain ? key : "sha256." + ContentHash.Of(key))}.payload");
    }
}
