using System.Reflection;
using GrowthBook.Readme.Tests.Markdown;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GrowthBook.Readme.Tests.Running;

/// <summary>Compiles a program against the assemblies of this process, with the source generator of System.Text.Json.</summary>
internal static class SnippetCompiler
{
    /// <summary>The name that the project file lets see internal members.</summary>
    private const string AssemblyName = "GrowthBook.Readme.Snippet";

    private static readonly MetadataReference[] references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly ISourceGenerator jsonGenerator = LoadJsonGenerator();

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest);

    /// <exception cref="InvalidOperationException">The program does not compile; the message has each error with its file and line.</exception>
    public static Assembly Compile(string program, string globalUsings)
    {
        using var image = new MemoryStream();
        var result = Analyze(program, globalUsings).Emit(image, manifestResources: [new ResourceDescription("features.json", OpenFeatures, isPublic: true)]);
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException($"{string.Join('\n', errors)}\n\n{program}");
        }
        return Assembly.Load(image.ToArray());
    }

    /// <summary>The compilation of a program, whose first tree is the program itself.</summary>
    public static Compilation Analyze(string program, string globalUsings)
    {
        var compilation = CSharpCompilation.Create(
            AssemblyName,
            [CSharpSyntaxTree.ParseText(program, ParseOptions), CSharpSyntaxTree.ParseText(globalUsings, ParseOptions)],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([jsonGenerator], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        return generated;
    }

    /// <summary>The resource of a program that ships a payload.</summary>
    private static FileStream OpenFeatures() => File.OpenRead(Path.Combine(Pages.Root, "tests", "Readme", "Fixtures", "features.json"));

    private static ISourceGenerator LoadJsonGenerator()
    {
        var assembly = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "generators", "System.Text.Json.SourceGeneration.dll"));
        var type = assembly.GetType("System.Text.Json.SourceGeneration.JsonSourceGenerator", throwOnError: true)!;
        return ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator();
    }
}
