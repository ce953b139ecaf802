using Microsoft.CodeAnalysis;

namespace GrowthBook.Architecture;

/// <summary>Finds the named types that a symbol consists of or belongs to.</summary>
internal static class NamedTypes
{
    public static IEnumerable<INamedTypeSymbol> In(ISymbol? symbol) => symbol switch
    {
        null or INamespaceSymbol or IDynamicTypeSymbol or ITypeParameterSymbol => [],
        IArrayTypeSymbol array => In(array.ElementType),
        IPointerTypeSymbol pointer => In(pointer.PointedAtType),
        IFunctionPointerTypeSymbol function => function.Signature.Parameters.Select(each => each.Type).Prepend(function.Signature.ReturnType).SelectMany(In),
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.SelectMany(element => In(element.Type)),
        INamedTypeSymbol type => type.TypeArguments.SelectMany(In).Concat(In(type.ContainingType)).Prepend(type.OriginalDefinition),
        ILocalSymbol local => In(local.Type),
        IParameterSymbol parameter => In(parameter.Type),
        IMethodSymbol { ReducedFrom: { } extension } => In(extension),
        IMethodSymbol method => method.TypeArguments.SelectMany(In).Concat(In(method.ContainingType)),
        _ => In(symbol.ContainingType),
    };
}
