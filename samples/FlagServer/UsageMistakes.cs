using GrowthBook.Client;

namespace FlagServer;

/// <summary>Finds settings that cannot work, each with what to do.</summary>
internal static class UsageMistakes
{
    public static IEnumerable<string> Of(Settings settings) =>
        [.. OfSource(settings), .. OfKeys(settings), .. OfAddresses(settings)];

    private static IEnumerable<string> OfSource(Settings settings)
    {
        string?[] sources = [settings.PayloadFile, settings.Folder, settings.Upstream];
        if (sources.Count(source => source is not null) != 1)
            yield return "give one of --payload FILE, --folder FOLDER and --upstream URL";
        if (settings.PayloadFile is { } file && FaultOf(file, settings.DecryptionKey) is { } fault)
            yield return fault;
        if (settings.Folder is { } folder)
        {
            var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : null;
            if (files is null)
                yield return $"--folder: `{folder}` is no folder";
            else if (files.Length == 0)
                yield return $"--folder: `{folder}` has no payload file KEY.json";
            foreach (var each in files ?? [])
            {
                if (FaultOf(each, settings.DecryptionKey) is { } fileFault)
                    yield return fileFault;
            }
        }
        if (settings.Upstream is { } url && !IsHttp(url))
            yield return $"--upstream: `{url}` is no URL such as https://cdn.growthbook.io";
    }

    private static IEnumerable<string> OfKeys(Settings settings)
    {
        if (settings.Upstream is not null && settings.ClientKeys.Length == 0)
            yield return "--upstream needs a --client-key KEY";
        if (settings.Folder is not null && settings.ClientKeys.Length > 0)
            yield return "--client-key: the names of the files in --folder are the client keys; leave it out";
        if (settings.Cache is not null && settings.Upstream is null)
            yield return "--cache is for --upstream; leave it out";
        foreach (var (option, keys) in new[] { ("--client-key", settings.ClientKeys), ("--api-key", settings.ApiKeys) })
        {
            if (keys.Any(string.IsNullOrWhiteSpace))
                yield return $"{option}: the key is empty";
        }
        foreach (var key in settings.ClientKeys.Where(key => key.Contains('/', StringComparison.Ordinal)))
            yield return $"--client-key: `{key}` has a slash";
    }

    private static IEnumerable<string> OfAddresses(Settings settings)
    {
        if (settings.Urls.Length == 0)
            yield return "--urls: no address";
        foreach (var url in settings.Urls)
        {
            if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || !IsHttp(url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal)))
                yield return $"--urls: `{url}` is no address such as http://127.0.0.1:3300; put a reverse proxy in front of the server for https";
        }
    }

    private static bool IsHttp(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed.Host.Length > 0;

    /// <summary>The fault of a payload file for which the client refuses it. Other faults are logged, and the rest of the file is served.</summary>
    private static string? FaultOf(string file, string? decryptionKey)
    {
        if (Directory.Exists(file))
            return $"`{file}` is a folder; give a payload file, or --folder for a folder of files KEY.json";
        try
        {
            var (payload, errors) = PayloadText.Read(RelaxedJson.ToStrict(File.ReadAllBytes(file)).Span, decryptionKey);
            return PayloadText.FaultOf(payload, errors) switch
            {
                null => null,
                { Path: "$.encryptedFeatures" } encrypted => $"`{file}`: {encrypted}; give its key with --decryption-key KEY",
                var fault => $"`{file}` is no payload: {fault}",
            };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"`{file}`: no such file";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return $"`{file}` cannot be read: {e.Message.TrimEnd('.')}";
        }
    }
}
