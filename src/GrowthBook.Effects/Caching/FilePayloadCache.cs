using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Client;

/// <summary>
/// Payloads in the files of a directory, in the form of <see cref="PayloadCacheEntry"/>, so that they survive a restart
/// without any server. A file is replaced in one step: a reader, or a process that dies meanwhile, leaves a whole one.
/// </summary>
public sealed class FilePayloadCache : IPayloadCache
{
    private readonly string _directory;
    private readonly ILogger _logger;

    /// <summary>A payload cache.</summary>
    /// <param name="directory">The directory, made when the first payload is written; a relative path is resolved now.</param>
    /// <param name="loggerFactory">Makes the logger <c>GrowthBook.Payloads</c>. Default: none.</param>
    public FilePayloadCache(string directory, ILoggerFactory? loggerFactory = null)
    {
        _directory = Path.GetFullPath(directory ?? throw new ArgumentNullException(nameof(directory)));
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger(PayloadLog.Category);
    }

    /// <inheritdoc/>
    public async ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        try
        {
            using var file = Files.OpenShared(PathOf(key));
            await file.CopyToAsync(content, 81920, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        var payload = PayloadCacheEntry.Read(content.ToArray());
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
            using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096, useAsync: true))
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

    /// <summary>Keys that are no plain file names are hashed.</summary>
    private string PathOf(string key)
    {
        _ = key ?? throw new ArgumentNullException(nameof(key));
        var isPlain = key.Length is > 0 and <= 100 && key.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_');
        return Path.Combine(_directory, $"growthbook-{(isPlain ? key : ContentHash.Of(key).ToString())}.payload");
    }
}
