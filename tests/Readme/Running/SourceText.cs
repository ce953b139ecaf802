using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GrowthBook.Readme.Tests.Running;

/// <summary>The parts of a top-level program: using directives, statements, types. Each keeps its place for the compiler's errors.</summary>
internal sealed record SourceText(string Usings, string Statements, string Types)
{
    public static SourceText Empty { get; } = new("", "", "");

    /// <param name="path">The file that errors name.</param>
    /// <param name="line">The line of the file at which <paramref name="text"/> starts.</param>
    public static SourceText Parse(string text, string path, int line)
    {
        var unit = SyntaxFactory.ParseCompilationUnit(text, options: SnippetCompiler.ParseOptions);
        var statements = unit.Usings.Count == 0 ? 0 : unit.Usings[^1].FullSpan.End;
        var types = unit.Members.FirstOrDefault(member => member is not GlobalStatementSyntax)?.FullSpan.Start ?? text.Length;
        return new SourceText(Placed(0, statements), Placed(statements, types), Placed(types, text.Length));

        string Placed(int start, int end) => start == end ? "" : $"#line {line + text.AsSpan(0, start).Count('\n')} \"{path}\"\n{text[start..end]}\n";
    }

    /// <summary>One program of all parts, in order.</summary>
    public static string Join(string usings, IReadOnlyList<SourceText> parts) =>
        usings + string.Concat(parts.Select(part => part.Usings))
        + string.Concat(parts.Select(part => part.Statements))
        + string.Concat(parts.Select(part => part.Types));
}
