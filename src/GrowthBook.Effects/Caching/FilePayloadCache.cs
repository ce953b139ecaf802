using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// A payload cache in the files of a directory, in the format of <see cref="PayloadCacheEntry"/>, so that payloads survive a
/// restart. Files are replaced atomically, so that readers and crashes never see or leave half a file. On Unix only the owner
/// may read and write them. Thread-safe.
/// </summary>
public sealed class FilePayloadCache : IPayloadCache
{
    private readonly string _directory;
    private readonly int _maxBytes;
    private readonly GuardedLogger _logger;

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
