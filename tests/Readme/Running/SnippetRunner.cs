using System.Reflection;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests.Running;

/// <summary>Compiles a C# block with its prelude and runs it in a folder that has the files of its page.</summary>
internal static class SnippetRunner
{
    /// <summary>The global usings of a new console project.</summary>
    private const string ConsoleUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    /// <summary>The further usings of a web project.</summary>
    private const string WebUsings =
        "global using System.Net.Http.Json; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting; "
        + "global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration; "
        + "global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;";

    /// <summary>Returns the output of the block or, for a web program, its response.</summary>
    public static async Task<string> RunAsync(Block block)
    {
        var web = block.Text.Contains("WebApplication.Create", StringComparison.Ordinal);
        var assembly = SnippetCompiler.Compile(Compose(block), web ? ConsoleUsings + WebUsings : ConsoleUsings);
        using var folder = new WorkingFolder(Pages.BlocksOf(block.Page).Where(each => each.Directive.File is not null));
        using var output = new CapturedOutput();
        if (web)
            return await WebProgram.RunAsync(assembly, block.Directive.Get ?? throw new FormatException($"{block}: a web program needs a get=…"));
        await StartAsync(assembly);
        return output.Text;
    }

    public static Task StartAsync(Assembly program, params string[] args) => Task.Run(() =>
    {
        var main = program.EntryPoint!;
        main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? null : [args], null);
    });

    /// <summary>The block with all blocks that it continues: the prelude of each in front of it, and the assertions of the last at the end.</summary>
    private static string Compose(Block block)
    {
        var chain = new List<Block> { block };
        var blocks = Pages.BlocksOf(block.Page).Where(each => each.Language == "csharp").ToList();
        while (chain[0].Directive.Continues)
            chain.Insert(0, blocks[blocks.FindIndex(each => each.Line == chain[0].Line) - 1]);

        var parts = new List<SourceText>();
        foreach (var each in chain)
            parts.AddRange(Prelude.Of(each).Before, SourceText.Parse(each.Text, each.Page, each.Line));
        return SourceText.Join(chain[0].IsProgram ? "" : Prelude.Usings, [.. parts, Prelude.Of(block).After]);
    }
}
