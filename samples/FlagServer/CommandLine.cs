using System.CommandLine;
using GrowthBook.Cli;
using GrowthBook.Client;

namespace FlagServer;

/// <summary>The arguments of the program.</summary>
internal static class CommandLine
{
    public const int BadUsage = 2;

    private static readonly Option<string?> Payload = new("--payload") { Description = "A payload file, read again when it changes.", HelpName = "FILE" };
    private static readonly Option<string?> Folder = new("--folder") { Description = "A folder with a payload file KEY.json for each client key.", HelpName = "FOLDER" };
    private static readonly Option<string?> Upstream = new("--upstream") { Description = "A GrowthBook server, proxy or flag server; needs --client-key.", HelpName = "URL" };
    private static readonly Option<string[]> ClientKeys = new("--client-key") { Description = "A client key, repeatable. With --payload the default is any key.", HelpName = "KEY" };
    private static readonly Option<string?> Cache = new("--cache") { Description = "A folder that keeps payloads for a start without the upstream server.", HelpName = "FOLDER" };
    private static readonly Option<string?> DecryptionKey = new("--decryption-key") { Description = "Decrypts payloads for evaluations on the server.", HelpName = "KEY" };
    private static readonly Option<string[]> ApiKeys = new("--api-key") { Description = "A key that OFREP requests need, repeatable. Default: none is needed.", HelpName = "KEY" };
    private static readonly Option<bool> OnlyEvaluates = new("--only-evaluate") { Description = "Keep payloads on the server: remote evaluation and OFREP only." };
    private static readonly Option<long> MaxAge = new("--max-age")
    {
        Description = "Seconds for which clients and caches may use a payload without asking.",
        DefaultValueFactory = _ => 30,
        CustomParser = result => WholeNumber.Parse(result, 0, 86_400),
        HelpName = "SECONDS",
    };

    private static readonly Option<string> Urls = new("--urls") { Description = "Addresses to listen on, separated by `;`.", DefaultValueFactory = _ => "http://127.0.0.1:3300", HelpName = "URLS" };

    /// <summary>Runs the server until it is stopped, and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken stop = default)
    {
        var root = new RootCommand("Serves GrowthBook features from a file, a folder or an upstream server: features, streams, remote evaluation and OFREP.")
        {
            Payload, Folder, Upstream, ClientKeys, Cache, DecryptionKey, ApiKeys, OnlyEvaluates, MaxAge, Urls,
        };
        root.SetAction((parsed, cancellationToken) => ServeAsync(parsed, error, cancellationToken));
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var mistakes = parsed.Action?.ClearsParseErrors == true ? [] : Mistakes(parsed).ToArray();
        foreach (var mistake in mistakes)
            await error.WriteLineAsync("error: " + mistake);
        if (mistakes.Length > 0)
        {
            await error.WriteLineAsync("see --help");
            return BadUsage;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, stop);
    }

    private static IEnumerable<string> Mistakes(ParseResult parsed)
    {
        var unknown = parsed.UnmatchedTokens.Where(token => token.StartsWith('-')).ToArray();
        if (unknown.Length > 0)
            return unknown.Select(option => UnknownOption(option, parsed.CommandResult.Command));
        if (parsed.UnmatchedTokens.Count > 0)
            return parsed.UnmatchedTokens.Select(token => $"unexpected argument `{token}`; the program takes options only");
        if (OptionValues.MistakesOf(parsed.CommandResult).ToArray() is { Length: > 0 } values)
            return values;
        if (parsed.Errors.Count > 0)
            return parsed.Errors.Select(each => each.Message);
        return UsageMistakes.Of(SettingsOf(parsed));
    }

    private static string UnknownOption(string option, Command command) =>
        $"unknown option `{option}`" + (NearestName.Near(option, command.Options.Select(known => known.Name)) is { } nearest ? $"; did you mean {nearest}?" : "");

    private static Settings SettingsOf(ParseResult parsed) => new()
    {
        Urls = parsed.GetValue(Urls)!.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        PayloadFile = parsed.GetValue(Payload),
        Folder = parsed.GetValue(Folder),
        Upstream = parsed.GetValue(Upstream),
        ClientKeys = parsed.GetValue(ClientKeys) ?? [],
        Cache = parsed.GetValue(Cache),
        DecryptionKey = parsed.GetValue(DecryptionKey),
        ApiKeys = parsed.GetValue(ApiKeys) ?? [],
        OnlyEvaluates = parsed.GetValue(OnlyEvaluates),
        MaxAge = TimeSpan.FromSeconds(parsed.GetValue(MaxAge)),
    };

    private static async Task<int> ServeAsync(ParseResult parsed, TextWriter error, CancellationToken stop)
    {
        await using var app = Server.Build(SettingsOf(parsed));
        try
        {
            await app.StartAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (IOException e) // the address is in use, or not one of this machine
        {
            await error.WriteLineAsync($"error: --urls: cannot listen: {e.Message.TrimEnd('.')}; stop the other program, or give another address");
            return BadUsage;
        }
        await app.WaitForShutdownAsync(stop);
        return 0;
    }
}
