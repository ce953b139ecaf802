using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GrowthBook.Architecture;

/// <summary>The uses of types across the folders of one assembly, from its syntax and semantic model.</summary>
internal sealed class TypeGraph
{
    private readonly Dictionary<string, string> _folders;
    private readonly Dictionary<(string, string), TypeUse> _uses = [];
    private readonly Dictionary<string, HashSet<string>> _declarations = [];

    private TypeGraph(IReadOnlyList<SourceFile> files) =>
        _folders = files.ToDictionary(file => file.Path, file => file.Folder, StringComparer.Ordinal);

    public IEnumerable<string> Folders => _folders.Values.Distinct();

    /// <summary>One use for each pair of types, the first in its file.</summary>
    public IEnumerable<TypeUse> Uses => _uses.Values.OrderBy(use => use.Path, StringComparer.Ordinal).ThenBy(use => use.Line);

    /// <summary>The types that are declared in several folders, each with its folders.</summary>
    public IEnumerable<(string Type, IReadOnlyCollection<string> Folders)> SplitTypes =>
        _declarations.Where(type => type.Value.Count > 1).Select(type => (type.Key, (IReadOnlyCollection<string>)type.Value));

    /// <summary>Unites the graphs of several target frameworks.</summary>
    public static TypeGraph Of(string assembly, IReadOnlyList<SourceFile> files, IReadOnlyList<TargetFramework> frameworks)
    {
        var graph = new TypeGraph(files);
        foreach (var framework in frameworks)
        {
            var compilation = SourceCompilation.Of(assembly, files, framework);
            foreach (var tree in compilation.SyntaxTrees.Where(tree => graph._folders.ContainsKey(tree.FilePath)))
                graph.Add(compilation.GetSemanticModel(tree));
        }
        return graph;
    }

    private void Add(SemanticModel model)
    {
        foreach (var node in model.SyntaxTree.GetRoot().DescendantNodes())
        {
            if (node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
                AddDeclaration(NameOf((ITypeSymbol)model.GetDeclaredSymbol(node)!), FolderOf(node));
            if (UserOf(node) is not { } user)
                continue;
            foreach (var used in SymbolsOf(model, node).SelectMany(NamedTypes.In))
                AddUse(model, node, user, used);
        }
    }

    private void AddDeclaration(string type, string folder)
    {
        if (!_declarations.TryGetValue(type, out var folders))
            _declarations.Add(type, folders = []);
        folders.Add(folder);
    }

    private void AddUse(SemanticModel model, SyntaxNode node, SyntaxNode user, INamedTypeSymbol used)
    {
        foreach (var declaration in used.DeclaringSyntaxReferences)
        {
            var from = FolderOf(node);
            if (!_folders.TryGetValue(declaration.SyntaxTree.FilePath, out var to) || to == from)
                continue;
            var use = new TypeUse(
                node.SyntaxTree.FilePath,
                node.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
                from,
                NameOf((ITypeSymbol)model.GetDeclaredSymbol(user)!),
                to,
                NameOf(used));
            if (!_uses.TryGetValue((use.FromType, use.ToType), out var known) || (known.Path == use.Path && known.Line > use.Line))
                _uses[(use.FromType, use.ToType)] = use;
        }
    }

    private static IEnumerable<ISymbol?> SymbolsOf(SemanticModel model, SyntaxNode node)
    {
        switch (node)
        {
            case ExpressionSyntax or AttributeSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax or SelectOrGroupClauseSyntax or OrderingSyntax:
                var symbol = model.GetSymbolInfo(node);
                var type = model.GetTypeInfo(node);
                return [symbol.Symbol, .. symbol.CandidateSymbols, type.Type, type.ConvertedType];
            case CommonForEachStatementSyntax loop:
                var info = model.GetForEachStatementInfo(loop);
                return [info.GetEnumeratorMethod, info.ElementType];
            default:
                return [];
        }
    }

    private static SyntaxNode? UserOf(SyntaxNode node) =>
        node.AncestorsAndSelf().FirstOrDefault(each => each is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    private string FolderOf(SyntaxNode node) => _folders[node.SyntaxTree.FilePath];

    private static string NameOf(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
