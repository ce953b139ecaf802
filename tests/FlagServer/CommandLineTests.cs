using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlagServer.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("growthbook-flag-usage-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("", "error: give one of --payload FILE, --folder FOLDER and --upstream URL")]
    [InlineData("--payload GOOD --folder DIR", "error: give one of --payload FILE, --folder FOLDER and --upstream URL")]
    [InlineData("--payload DIR/none.json", "error: `DIR/none.json`: no such file")]
    [InlineData("--payload DIR/none/none.json", "error: `DIR/none/none.json`: no such file")]
    [InlineData("--payload BAD", "error: `BAD` is no payload: fatal error at $: ")]
    [InlineData("--payload ATTRIBUTES", "error: `ATTRIBUTES` is no payload: error at $: has no features: this is not an answer of the features endpoint")]
    [InlineData("--folder OTHERS", "error: `ATTRIBUTES` is no payload: error at $: has no features: ")]
    [InlineData("--payload UNREADABLE", "error: `UNREADABLE` is no payload: error at $.features.a: ")]
    [InlineData("--payload ENCRYPTED", "error: `ENCRYPTED`: error at $.encryptedFeatures: encrypted, and no decryption key was given; the part is left out; give its key with --decryption-key KEY")]
    [InlineData("--payload ENCRYPTED --decryption-key AAAA", "error: `ENCRYPTED`: error at $.encryptedFeatures: cannot be decrypted with the key given; the part is left out; give its key with --decryption-key KEY")]
    [InlineData("--payload DIR", "error: `DIR` is a folder; give a payload file, or --folder for a folder of files KEY.json")]
    [InlineData("--folder DIR/none", "error: --folder: `DIR/none` is no folder")]
    [InlineData("--folder EMPTY", "error: --folder: `EMPTY` has no payload file KEY.json")]
    [InlineData("--folder DIR", "error: `BAD` is no payload: ")]
    [InlineData("--folder DIR --client-key sdk-1", "error: --client-key: the names of the files in --folder are the client keys; leave it out")]
    [InlineData("--upstream growthbook --client-key sdk-1", "error: --upstream: `growthbook` is no URL such as https://cdn.growthbook.io")]
    [InlineData("--upstream https://gb.example", "error: --upstream needs a --client-key KEY")]
    [InlineData("--upstream https://gb.example --client-key a/b", "error: --client-key: `a/b` has a slash")]
    [InlineData("--payload GOOD --cache DIR", "error: --cache is for --upstream; leave it out")]
    [InlineData("--payload GOOD --max-age -1", "error: --max-age needs a whole number from 0 to 86400")]
    [InlineData("--payload GOOD --max-age 86401", "error: --max-age needs a whole number from 0 to 86400")]
    [InlineData("--payload GOOD --max-age", "error: --max-age needs a value")]
    [InlineData("--payload GOOD --client-key", "error: --client-key needs a value")]
    [InlineData("--payload GOOD --client-key a --client-key", "error: --client-key needs a value")]
    [InlineData("--payload GOOD --payload", "error: --payload needs a value")]
    [InlineData("--payload GOOD --payload GOOD", "error: --payload takes one value, and there are 2")]
    [InlineData("--payload GOOD --client-key NOTHING", "error: --client-key: the key is empty")]
    [InlineData("--payload GOOD --api-key secret --api-key NOTHING", "error: --api-key: the key is empty")]
    [InlineData("--payload GOOD --max-age soon", "error: --max-age needs a whole number from 0 to 86400")]
    [InlineData("--payload GOOD --urls https://localhost:1", "error: --urls: `https://localhost:1` is no address such as http://127.0.0.1:3300")]
    [InlineData("--payload GOOD --urls 3300", "error: --urls: `3300` is no address")]
    [InlineData("--payload GOOD --port 3300", "error: unknown option `--port`")]
    [InlineData("--paylod GOOD", "error: unknown option `--paylod`; did you mean --payload?")]
    [InlineData("--payload GOOD 3300", "error: unexpected argument `3300`; the program takes options only")]
    public async Task A_mistake_is_named_with_the_mend(string arguments, string expected)
    {
        File.WriteAllText(Path("good.json"), Running.Payload);
        File.WriteAllText(Path("bad.json"), "{");
        File.WriteAllText(System.IO.Path.Combine(_folder.CreateSubdirectory("encrypted").FullName, "payload.json"), Running.Encrypted);
        _folder.CreateSubdirectory("empty");
        File.WriteAllText(System.IO.Path.Combine(_folder.CreateSubdirectory("others").FullName, "attributes.json"), """{"id":"u-1","orders":{"count":7}}""");
        File.WriteAllText(System.IO.Path.Combine(_folder.CreateSubdirectory("unreadable").FullName, "payload.json"), """{"features":{"a":7}}""");
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(CommandLine.BadUsage, await CommandLine.RunAsync([.. Expand(arguments).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(argument => argument == "NOTHING" ? "" : argument)], output, error));
        Assert.Contains(Expand(expected), error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("see --help", error.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_used_address_is_a_mistake_with_the_mend()
    {
        await using var server = await Running.StartAsync();
        var error = new StringWriter();
        Assert.Equal(CommandLine.BadUsage, await CommandLine.RunAsync(["--payload", server.File, "--urls", server.Url], TextWriter.Null, error));
        Assert.StartsWith("error: --urls: cannot listen: ", error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("; stop the other program, or give another address", error.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_used_address_is_one_line_without_a_stack_trace()
    {
        await using var server = await Running.StartAsync();
        using var program = Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, "--payload", server.File, "--urls", server.Url])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        await program.WaitForExitAsync();
        Assert.Equal(CommandLine.BadUsage, program.ExitCode);
        Assert.StartsWith("error: --urls: cannot listen: ", Assert.Single((await error).Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", await output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_logs_what_fails_after_the_start()
    {
        File.WriteAllText(Path("good.json"), Running.Payload);
        await using var app = Server.Build(new Settings { Urls = ["http://127.0.0.1:0"], PayloadFile = Path("good.json") });
        var host = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.Extensions.Hosting.Internal.Host");
        Assert.False(host.IsEnabled(LogLevel.Critical));
        await app.StartAsync();
        Assert.True(host.IsEnabled(LogLevel.Error));
        Assert.False(host.IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public async Task It_serves_until_it_is_stopped()
    {
        File.WriteAllText(Path("good.json"), Running.Payload);
        using var stop = new CancellationTokenSource();
        var run = CommandLine.RunAsync(["--payload", Path("good.json"), "--urls", "http://127.0.0.1:0"], TextWriter.Null, TextWriter.Null, stop.Token);
        await stop.CancelAsync();
        Assert.Equal(0, await run.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    /// <summary>With a misspelt member: a warning, which is logged. That the settings are right shows in the next fault, of the address.</summary>
    [Theory]
    [InlineData("--payload FILE")]
    [InlineData("--folder FOLDER")]
    public async Task Faults_of_decrypted_features_are_no_mistake(string source)
    {
        File.WriteAllText(Path("sdk-1.json"), $$"""{"encryptedFeatures":"{{Encrypt("""{"f":{"defaultValu":1}}""")}}"}""");
        await using var server = await Running.StartAsync();
        var error = new StringWriter();
        var arguments = source.Replace("FILE", Path("sdk-1.json"), StringComparison.Ordinal).Replace("FOLDER", _folder.FullName, StringComparison.Ordinal).Split(' ');
        Assert.Equal(CommandLine.BadUsage, await CommandLine.RunAsync([.. arguments, "--decryption-key", Running.DecryptionKey, "--urls", server.Url], TextWriter.Null, error));
        Assert.StartsWith("error: --urls: cannot listen: ", error.ToString(), StringComparison.Ordinal);
    }

    private static string Encrypt(string text)
    {
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(Running.DecryptionKey);
        return Convert.ToBase64String(new byte[16]) + "." + Convert.ToBase64String(aes.EncryptCbc(Encoding.UTF8.GetBytes(text), new byte[16]));
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private string Expand(string text) => text
        .Replace("GOOD", Path("good.json"), StringComparison.Ordinal)
        .Replace("BAD", Path("bad.json"), StringComparison.Ordinal)
        .Replace("ENCRYPTED", Path("encrypted/payload.json"), StringComparison.Ordinal)
        .Replace("ATTRIBUTES", Path("others/attributes.json"), StringComparison.Ordinal)
        .Replace("OTHERS", Path("others"), StringComparison.Ordinal)
        .Replace("UNREADABLE", Path("unreadable/payload.json"), StringComparison.Ordinal)
        .Replace("EMPTY", Path("empty"), StringComparison.Ordinal)
        .Replace("DIR", _folder.FullName, StringComparison.Ordinal);
}
