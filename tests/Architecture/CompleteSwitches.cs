using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GrowthBook.Architecture;

/// <summary>Finds the cases that a switch ending in <c>UnreachableException</c> leaves out.</summary>
internal static class CompleteSwitches
{
    public static IEnumerable<string> Faults(string assembly, IReadOnlyList<SourceFile> files)
    {
        var compilation = SourceCompilation.Of(assembly, files, TargetFramework.Net10);
        return from tree in compilation.SyntaxTrees
               let model = compilation.GetSemanticModel(tree)
               from node in tree.GetRoot().DescendantNodes()
               let found = Switch(node, model)
               where found is not null
               from fault in Faults(found.Value.Type, found.Value.Named)
               select $"{tree.FilePath}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {fault}";
    }

    private static IEnumerable<string> Faults(ITypeSymbol? type, IEnumerable<ISymbol> named) => type is INamedTypeSymbol { TypeKind: not TypeKind.Error } known
        ? Cases(known).Except(named, SymbolEqualityComparer.Default).Select(missing => $"the switch does not name {Name(missing!)}")
        : type is null or IErrorTypeSymbol ? ["the type of the switch cannot be resolved"] : [];

    /// <summary>The type of a switch whose last case throws <c>UnreachableException</c>, and the cases that always match an arm.</summary>
    private static (ITypeSymbol? Type, IEnumerable<ISymbol> Named)? Switch(SyntaxNode node, SemanticModel model) => node switch
    {
        SwitchExpressionSyntax expression when expression.Arms.LastOrDefault()?.Expression is ThrowExpressionSyntax last && IsUnreachable(last.Expression) => (
            model.GetTypeInfo(expression.GoverningExpression).Type,
            expression.Arms.Where(arm => arm.WhenClause is null).SelectMany(arm => Named(arm.Pattern, model))),
        SwitchStatementSyntax statement when statement.Sections.Any(IsUnreachable) => (
            model.GetTypeInfo(statement.Expression).Type,
            statement.Sections.SelectMany(section => section.Labels).SelectMany(label => label switch
            {
                CasePatternSwitchLabelSyntax { WhenClause: null } pattern => Named(pattern.Pattern, model),
                CaseSwitchLabelSyntax constant => SymbolOf(constant.Value, model),
                _ => [],
            })),
        _ => null,
    };

    private static bool IsUnreachable(SwitchSectionSyntax section) =>
        section.Labels.Any(label => label is DefaultSwitchLabelSyntax)
        && section.Statements is [ThrowStatementSyntax { Expression: { } thrown }] && IsUnreachable(thrown);

    private static bool IsUnreachable(ExpressionSyntax thrown) => thrown is ObjectCreationExpressionSyntax { Type: var type }
        && type is IdentifierNameSyntax { Identifier.Text: "UnreachableException" } or QualifiedNameSyntax { Right.Identifier.Text: "UnreachableException" };

    private static IEnumerable<ISymbol> Named(PatternSyntax pattern, SemanticModel model) => pattern switch
    {
        BinaryPatternSyntax { RawKind: (int)SyntaxKind.OrPattern } either => Named(either.Left, model).Concat(Named(either.Right, model)),
        ConstantPatternSyntax constant => SymbolOf(constant.Expression, model),
        TypePatternSyntax type => SymbolOf(type.Type, model),
        DeclarationPatternSyntax declaration => SymbolOf(declaration.Type, model),
        RecursivePatternSyntax { Type: { } type } recursive when Subpatterns(recursive).All(IsTotal) => SymbolOf(type, model),
        _ => [],
    };

    private static IEnumerable<PatternSyntax> Subpatterns(RecursivePatternSyntax pattern) =>
        (pattern.PropertyPatternClause?.Subpatterns ?? []).Concat(pattern.PositionalPatternClause?.Subpatterns ?? []).Select(part => part.Pattern);

    private static bool IsTotal(PatternSyntax pattern) => pattern is VarPatternSyntax or DiscardPatternSyntax;

    private static IEnumerable<ISymbol> SymbolOf(ExpressionSyntax expression, SemanticModel model) =>
        model.GetSymbolInfo(expression).Symbol is { } symbol ? [symbol] : [];

    /// <summary>The members of an enum; the nested types that derive from an abstract type.</summary>
    private static IEnumerable<ISymbol> Cases(INamedTypeSymbol type) => type.TypeKind == TypeKind.Enum
        ? type.GetMembers().OfType<IFieldSymbol>()
        : type.IsAbstract
            ? type.GetTypeMembers().Where(nested => SymbolEqualityComparer.Default.Equals(nested.BaseType, type))
            : [];

    private static string Name(ISymbol symbol) => $"{symbol.ContainingType.Name}.{symbol.Name}";
}
