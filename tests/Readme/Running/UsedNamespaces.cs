using GrowthBook.Readme.Tests.Markdown;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GrowthBook.Readme.Tests.Running;

/// <summary>The using directives that a block needs in a new project.</summary>
internal static class UsedNamespaces
{
    /// <summary>The directives that neither the block, nor a block that it continues, nor its project has.</summary>
    public static IReadOnlyList<string> MissingIn(Block block)
    {
        var compilation = SnippetCompiler.Analyze(SnippetRunner.Compose(block), ImplicitUsings.Of(block));
        var tree = compilation.SyntaxTrees.First();
        var model = compilation.GetSemanticModel(tree);
        var lines = block.Text.Count('\n');
        var needed = tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(name => IsIn(block, lines, name) && name.Ancestors().All(each => each is not UsingDirectiveSyntax))
            .Select(name => DirectiveFor(name, model, compilation.Assembly))
            .OfType<string>();
        var present = block.Chain().SelectMany(each => SyntaxFactory.ParseCompilationUnit(each.Text, options: SnippetCompiler.ParseOptions).Usings)
            .Select(each => (each.StaticKeyword.ValueText + " " + each.Name).Trim())
            .Concat(ImplicitUsings.NamesOf(block))
            .ToHashSet(StringComparer.Ordinal);
        return [.. needed.Where(directive => !present.Contains(directive)).Distinct().Order(StringComparer.Ordinal).Select(directive => $"using {directive};")];
    }

    private static bool IsIn(Block block, int lines, SyntaxNode node)
    {
        var place = node.GetLocation().GetMappedLineSpan();
        var line = place.StartLinePosition.Line + 1;
        return place.HasMappedPath && place.Path == block.Page && line >= block.Line && line < block.Line + lines;
    }

    private static string? DirectiveFor(SimpleNameSyntax name, SemanticModel model, IAssemblySymbol snippet)
    {
        var symbol = model.GetSymbolInfo(name).Symbol;
        var isQualified = (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
            || (name.Parent is MemberBindingExpressionSyntax)
            || (name.Parent is QualifiedNameSyntax qualified && qualified.Right == name);
        var type = symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.ReducedExtension } extension => extension.ContainingType,
            _ when isQualified => null,
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.ContainingType,
            INamedTypeSymbol { IsTupleType: false, SpecialType: SpecialType.None } used => used,
            IMethodSymbol { IsStatic: true, MethodKind: MethodKind.Ordinary } or IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } => symbol.ContainingType,
            _ => null,
        };
        if (type is null || (type.ContainingNamespace is { IsGlobalNamespace: true }) || SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, snippet) || IsOfTheTests(type))
            return null;
        if (symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } or IFieldSymbol or IPropertySymbol)
            return $"static {type.ToDisplayString()}";
        return name.Identifier.ValueText == "var" ? null : Outermost(type).ContainingNamespace.ToDisplayString();
    }

    private static INamedTypeSymbol Outermost(INamedTypeSymbol type) => type.ContainingType is { } outer ? Outermost(outer) : type;

    /// <summary>Names that a prelude declares for the reader, and xUnit, which the template of a test project has in its usings.</summary>
    private static bool IsOfTheTests(INamedTypeSymbol type) =>
        type.ContainingNamespace.ToDisplayString() is var name && (name.Contains(".Tests", StringComparison.Ordinal) || name == "Xunit");
}
