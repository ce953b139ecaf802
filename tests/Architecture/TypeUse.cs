namespace GrowthBook.Architecture;

/// <summary>A place where a type of one folder uses a type of another folder.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="FromFolder">The folder of the using type.</param>
/// <param name="FromType">The using type.</param>
/// <param name="ToFolder">The folder of the used type.</param>
/// <param name="ToType">The used type.</param>
internal sealed record TypeUse(string Path, int Line, string FromFolder, string FromType, string ToFolder, string ToType)
{
    public override string ToString() => $"{Path}:{Line}: {FromFolder} → {ToFolder}: {FromType} uses {ToType}";
}
