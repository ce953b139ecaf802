using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests;

public sealed class FileSourceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("growthbook").FullName;
    private readonly TestTime _time = new();

    private string File => Path.Combine(_directory, "features.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_rewritten_file_is_read_again()
    {
        await using var updater = await StartedAsync();
        await WriteAsync("longer than before");
        await UntilAsync(updater, "longer than before");
        await WriteAsync("b");
        await UntilAsync(updater, "b");
    }

    [Fact]
    public async Task A_file_replaced_by_a_rename_is_read_again()
    {
        await using var updater = await StartedAsync();
        for (var i = 0; i < 5; i++)
        {
            var next = Path.Combine(_directory, "next.json");
            await System.IO.File.WriteAllTextAsync(next, Payloads.Of("v" + i));
            System.IO.File.Move(next, File, overwrite: true);
            await UntilAsync(updater, "v" + i);
        }
    }

    [Fact]
    public async Task The_log_names_the_file_and_tells_its_contents_apart()
    {
        await System.IO.File.WriteAllTextAsync(File, Payloads.Of("a"));
        var log = new FakeLogCollector();
        await using var client = new GrowthBookClient(new GrowthBookOptions { PayloadFile = File }, new ClientServices { LoggerFactory = new CollectingLoggerFactory(log) });
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        var first = client.Current!.ContentHash;
        await System.IO.File.WriteAllTextAsync(File, Payloads.Of("b"));
        await client.RefreshAsync();
        Assert.Equal(
            new[] { first, client.Current.ContentHash }.Select(hash => $"payload in use: 1 features from the file `{File}`, without a date, content {hash[..8]}"),
            log.GetSnapshot().Where(line => line.Id.Id == 108).Select(line => line.Message));
    }

    /// <summary>Dates order the answers of a server only, so an earlier file is a rollback.</summary>
    [Fact]
    public async Task A_file_with_an_earlier_date_is_in_use_at_once()
    {
        await System.IO.File.WriteAllTextAsync(File, Payloads.Of("bad", "2026-01-02T00:00:00Z"));
        await using var client = new GrowthBookClient(new GrowthBookOptions { PayloadFile = File });
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        var next = Path.Combine(_directory, "next.json");
        await System.IO.File.WriteAllTextAsync(next, Payloads.Of("good", "2026-01-01T00:00:00Z"));
        System.IO.File.Move(next, File, overwrite: true);
        Assert.True((await client.RefreshAsync()) is RefreshResult.Updated or RefreshResult.Unchanged, "the client may have seen the file before it was asked");
        Assert.Equal("2026-01-01T00:00:00Z", client.Payload.DateUpdated);
    }

    [Fact]
    public async Task During_a_partial_write_the_last_good_payload_stays()
    {
        await using var updater = await StartedAsync();
        var text = Payloads.Of("b");
        await using (var file = new FileStream(File, FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        await using (var writer = new StreamWriter(file))
        {
            await writer.WriteAsync(text[..20]);
            await writer.FlushAsync();
            await _time.PassUntilAsync(() => updater.LastFailure is not null, TimeSpan.FromSeconds(1));
            Assert.Equal(PayloadFailureReason.Unusable, updater.LastFailure!.Reason);
            Assert.Equal("a", updater.Name());
            await writer.WriteAsync(text[20..]);
        }
        await UntilAsync(updater, "b");
        await Eventually.TrueAsync(() => updater.LastFailure is null, "the end of the failure");
    }

    [Fact]
    public async Task After_deletion_of_the_file_the_last_good_payload_stays()
    {
        await using var updater = await StartedAsync();
        System.IO.File.Delete(File);
        await _time.PassUntilAsync(() => updater.LastFailure is not null, TimeSpan.FromSeconds(1));
        Assert.Equal(new PayloadFailure(PayloadFailureReason.NotFound, $"the file `{File}` does not exist"), updater.LastFailure);
        Assert.Equal("a", updater.Name());
        await WriteAsync("b");
        await UntilAsync(updater, "b");
    }

    [Fact]
    public async Task The_log_says_that_a_change_of_the_file_retries()
    {
        var log = new FakeLogCollector();
        await WriteAsync("a");
        await using var updater = new PayloadUpdater(
            new FilePayloadSource(File, TimeSpan.FromSeconds(1), _time),
            new PayloadUpdaterSettings { TimeProvider = _time, Mode = PayloadUpdateMode.Manual, LoggerFactory = new CollectingLoggerFactory(log) });
        await updater.StartAsync(Timeout.InfiniteTimeSpan);
        System.IO.File.Delete(File);
        await _time.PassUntilAsync(() => updater.LastFailure is not null, TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => log.GetSnapshot().Any(line => line.Id.Id == 104), "the warning");
        Assert.StartsWith(
            "payload refresh failed (NotFound); a change of the source or RefreshAsync retries: ", Assert.Single(log.GetSnapshot(), line => line.Id.Id == 104).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switched_symbolic_link_is_followed()
    {
        foreach (var (name, day) in new[] { ("one", 1), ("two", 2) })
        {
            await System.IO.File.WriteAllTextAsync(Path.Combine(_directory, name), Payloads.Of(name));
            System.IO.File.SetLastWriteTimeUtc(Path.Combine(_directory, name), new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc));
        }
        System.IO.File.CreateSymbolicLink(File, "one");
        var source = new FilePayloadSource(File, TimeSpan.FromSeconds(1), _time);
        await using var updater = new PayloadUpdater(source, new PayloadUpdaterSettings { TimeProvider = _time });
        await updater.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal("one", updater.Name());
        System.IO.File.CreateSymbolicLink(File + ".next", "two");
        System.IO.File.Move(File + ".next", File, overwrite: true);
        await _time.PassUntilAsync(() => updater.Name() == "two", TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("the file is a link")]
    [InlineData("its directory is a link")]
    [InlineData("another file is moved in its place")]
    [InlineData("it is written in place")]
    public async Task A_file_of_equal_length_and_time_is_a_change(string way)
    {
        var (one, two) = (Path.Combine(_directory, "1", "f.json"), Path.Combine(_directory, "2", "f.json"));
        foreach (var file in new[] { one, two })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await WriteAsync(file, file == one ? "one" : "two");
        }
        var path = way == "its directory is a link" ? Path.Combine(_directory, "current", "f.json") : Path.Combine(_directory, "link.json");
        await using var updater = new PayloadUpdater(new FilePayloadSource(path, TimeSpan.FromSeconds(1), _time), new PayloadUpdaterSettings { TimeProvider = _time });
        switch (way)
        {
            case "the file is a link":
                System.IO.File.CreateSymbolicLink(path, one);
                await StartAsync();
                System.IO.File.CreateSymbolicLink(path + ".next", two);
                System.IO.File.Move(path + ".next", path, overwrite: true);
                break;
            case "its directory is a link":
                Directory.CreateSymbolicLink(Path.GetDirectoryName(path)!, Path.GetDirectoryName(one)!);
                await StartAsync();
                Directory.Delete(Path.GetDirectoryName(path)!);
                Directory.CreateSymbolicLink(Path.GetDirectoryName(path)!, Path.GetDirectoryName(two)!);
                break;
            case "another file is moved in its place":
                System.IO.File.Move(one, path);
                await StartAsync();
                System.IO.File.Move(two, path, overwrite: true);
                break;
            default:
                await WriteAsync(path, "one");
                await StartAsync();
                await WriteAsync(path, "two");
                break;
        }
        await UntilAsync(updater, "two");

        async Task StartAsync()
        {
            await updater.StartAsync(Timeout.InfiniteTimeSpan);
            Assert.Equal("one", updater.Name());
        }

        static async Task WriteAsync(string file, string name)
        {
            await System.IO.File.WriteAllTextAsync(file, Payloads.Of(name));
            System.IO.File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }
    }

    [Fact]
    public async Task A_change_between_the_first_fetch_and_the_watch_is_found()
    {
        await WriteAsync("one");
        var written = System.IO.File.GetLastWriteTimeUtc(File);
        var source = new FilePayloadSource(File, TimeSpan.FromSeconds(1), _time);
        Assert.IsType<PayloadFetch.Loaded>(await source.FetchAsync(null, default));
        await WriteAsync("two");
        System.IO.File.SetLastWriteTimeUtc(File, written);
        using var end = new CancellationTokenSource();
        var changes = 0;
        var watching = source.WatchAsync(() => Interlocked.Increment(ref changes), end.Token);
        await Eventually.TrueAsync(() => Volatile.Read(ref changes) == 1, "the change");
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    /// <summary>A file of 64 MiB would otherwise cost 64 MiB of reads each second.</summary>
    [Fact]
    public async Task An_unchanged_file_is_read_every_tenth_time()
    {
        await WriteAsync("a");
        var source = new FilePayloadSource(File, TimeSpan.FromSeconds(1), _time);
        using var end = new CancellationTokenSource();
        var changes = 0;
        var watching = source.WatchAsync(() => changes++, end.Token);
        await Eventually.TrueAsync(() => source.ContentReads == 1, "the first read");
        for (var i = 0; i < 100; i++)
            await _time.PassAsync(TimeSpan.FromSeconds(1));
        Assert.InRange(source.ContentReads, 2, 11);
        Assert.Equal(0, changes);

        System.IO.File.SetLastWriteTimeUtc(File, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var reads = source.ContentReads;
        await _time.PassUntilAsync(() => source.ContentReads > reads, TimeSpan.FromSeconds(1));
        Assert.Equal(0, changes); // another time, the same content
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public async Task A_directory_instead_of_the_file_is_a_failure()
    {
        var fetch = await new FilePayloadSource(_directory).FetchAsync(null, default);
        Assert.Equal(PayloadFailureReason.Unreadable, Assert.IsType<PayloadFetch.Failed>(fetch).Failure.Reason);
    }

    [SkippableFact]
    public async Task An_endless_file_is_refused_with_its_limit()
    {
        Skip.IfNot(System.IO.File.Exists("/dev/zero"), "the platform has no endless file /dev/zero");
        var failed = Assert.IsType<PayloadFetch.Failed>(await new FilePayloadSource("/dev/zero", maxBytes: 1000).FetchAsync(null, default)).Failure;
        Assert.Equal(PayloadFailureReason.TooLarge, failed.Reason);
        Assert.Equal("the file `/dev/zero` is larger than 1000 bytes; raise MaxPayloadBytes to accept it", failed.Message);
    }

    [Fact]
    public async Task A_file_of_the_maximum_size_is_loaded_and_a_larger_one_is_not()
    {
        await System.IO.File.WriteAllTextAsync(File, "{\"features\":{}}");
        Assert.IsType<PayloadFetch.Loaded>(await new FilePayloadSource(File, maxBytes: 15).FetchAsync(null, default));
        var failed = Assert.IsType<PayloadFetch.Failed>(await new FilePayloadSource(File, maxBytes: 14).FetchAsync(null, default)).Failure;
        Assert.Equal(PayloadFailureReason.TooLarge, failed.Reason);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FilePayloadSource(File, maxBytes: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FilePayloadCache(_directory, maxBytes: 0));
    }

    [Fact]
    public async Task A_directory_is_named_as_one()
    {
        var folder = Path.GetDirectoryName(File)!;
        await using var updater = new PayloadUpdater(new FilePayloadSource(folder));
        Assert.Equal(new StartResult(PayloadOrigin.Error, $"`{folder}` is a directory; give the path of a file with a payload"), await updater.StartAsync(Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task An_embedded_resource_is_found_by_the_end_of_its_name()
    {
        var assembly = typeof(FileSourceTests).Assembly;
        var name = Assert.Single(assembly.GetManifestResourceNames(), name => name.EndsWith("embedded.json", StringComparison.Ordinal));
        foreach (var spelled in new[] { name, "embedded.json" })
        {
            await using var updater = new PayloadUpdater(new EmbeddedPayloadSource(assembly, spelled));
            Assert.Equal(new StartResult(PayloadOrigin.Init), await updater.StartAsync(Timeout.InfiniteTimeSpan));
            Assert.Equal("embedded", updater.Name());
        }
        await using var missing = new PayloadUpdater(new EmbeddedPayloadSource(assembly, "missing.json"));
        var start = await missing.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal(PayloadOrigin.Error, start.Origin);
        Assert.Equal($"the assembly `{assembly.GetName().Name}` has no single resource `missing.json`; it has `{name}`", start.Reason);
    }

    private Task WriteAsync(string name) => System.IO.File.WriteAllTextAsync(File, Payloads.Of(name));

    private async Task<PayloadUpdater> StartedAsync()
    {
        await WriteAsync("a");
        var updater = new PayloadUpdater(new FilePayloadSource(File, TimeSpan.FromSeconds(1), _time), new PayloadUpdaterSettings { Mode = PayloadUpdateMode.Manual, TimeProvider = _time });
        Assert.Equal(new StartResult(PayloadOrigin.Init), await updater.StartAsync(Timeout.InfiniteTimeSpan));
        Assert.Equal("a", updater.Name());
        return updater;
    }

    private Task UntilAsync(PayloadUpdater updater, string name) => _time.PassUntilAsync(() => updater.Name() == name, TimeSpan.FromSeconds(1));

    [Fact]
    public async Task Faults_of_a_file_name_it_and_the_client()
    {
        var log = new Microsoft.Extensions.Logging.Testing.FakeLogCollector();
        await System.IO.File.WriteAllTextAsync(File, """{"features":{"a":{"defaultValue":1,"rules":[7]}}}""");
        await using var client = new GrowthBookClient(
            new GrowthBookOptions { PayloadFile = File }, new ClientServices { Name = "admin", TimeProvider = _time, LoggerFactory = new CollectingLoggerFactory(log) });

        await client.StartAsync(Timeout.InfiniteTimeSpan);

        var line = Assert.Single(log.GetSnapshot(), record => record.Id.Id == 111);
        Assert.StartsWith($"payload from the file `{File}` at $.features.a.rules[0]: ", line.Message, StringComparison.Ordinal);
        Assert.Equal("GrowthBook.Payloads.admin", line.Category);
    }
}
