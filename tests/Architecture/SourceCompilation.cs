using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GrowthBook.Architecture;

/// <summary>Compiles sources in memory, without source generators, against the assemblies of this test.</summary>
internal static class SourceCompilation
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    /// <summary>It has extension methods in the global namespace, which are ambiguous with those of LINQ.</summary>
    private const string LanguageExt = "LanguageExt.Core";

    private const string UserOfLanguageExt = "GrowthBook.LanguageExt";

    private static readonly IReadOnlyDictionary<string, MetadataReference> References = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .DistinctBy(path => Path.GetFileName(path))
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path)!, path => (MetadataReference)MetadataReference.CreateFromFile(path), StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<(string, IReadOnlyList<SourceFile>, TargetFramework), CSharpCompilation> Compilations = [];

    /// <summary>The compilation of a list of files, which later calls with the same list share.</summary>
    public static CSharpCompilation Of(string assembly, IReadOnlyList<SourceFile> files, TargetFramework framework) =>
        Compilations.GetOrAdd((assembly, files, framework), static key => Create(key.Item1, key.Item2, key.Item3));

    private static CSharpCompilation Create(string assembly, IReadOnlyList<SourceFile> files, TargetFramework framework)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: framework.Symbols);
        return CSharpCompilation.Create(
            assembly,
            files.Select(file => CSharpSyntaxTree.ParseText(file.Text, parsing, file.Path))
                .Prepend(CSharpSyntaxTree.ParseText(ImplicitUsings, parsing)),
            References.Where(reference => reference.Key != assembly && (reference.Key != LanguageExt || assembly == UserOfLanguageExt)).Select(reference => reference.Value),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The errors of the sources, but for partial methods whose body a source generator writes.</summary>
    public static IEnumerable<string> Errors(string assembly, IReadOnlyList<SourceFile> files) =>
        from diagnostic in Of(assembly, files, TargetFramework.Net10).GetDiagnostics()
        where diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id is not "CS8795"
        select diagnostic.ToString();
}
