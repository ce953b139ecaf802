using System.Reflection;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests.Running;

/// <summary>Compiles a C# block with its prelude and runs it in a folder that has the files of its page.</summary>
internal static class SnippetRunner
{
    /// <summary>Returns the output of the block or, for a web program, its response.</summary>
    public static async Task<string> RunAsync(Block block)
    {
        var assembly = SnippetCompiler.Compile(Compose(block), ImplicitUsings.Of(block));
        using var folder = new WorkingFolder(Pages.BlocksOf(block.Page).Where(each => each.Directive.File is not null));
        using var output = new CapturedOutput();
        if (block.IsWebProgram)
            return await WebProgram.RunAsync(assembly, block.Directive);
        await StartAsync(assembly);
        return output.Text;
    }

    public static Task StartAsync(Assembly program, params string[] args) => Task.Run(() =>
    {
        var main = program.EntryPoint!;
        main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? null : [args], null);
    });

    /// <summary>The block with all blocks that it continues: the prelude of each in front of it, and the assertions of the last at the end.</summary>
    public static string Compose(Block block)
    {
        var parts = new List<SourceText>();
        foreach (var each in block.Chain())
            parts.AddRange(Prelude.Of(each).Before, SourceText.Parse(each.Text, each.Page, each.Line));
        return SourceText.Join(Prelude.Usings, [.. parts, Prelude.Of(block).After]);
    }
}
