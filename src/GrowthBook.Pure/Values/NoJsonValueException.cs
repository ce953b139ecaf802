namespace GrowthBook;

/// <summary>What the serializer meets and what has no JSON value, on the way to the exception that names the attribute.</summary>
/// <param name="path">The place within the value that the serializer was writing; empty for that value itself.</param>
/// <param name="type">The type of the object.</param>
/// <param name="reason">Why it has none.</param>
/// <param name="inner">The exception of the object, if it threw one.</param>
internal sealed class NoJsonValueException(string path, Type type, string reason, Exception? inner = null) : Exception(reason, inner)
{
    public string Path => path;

    public Type Type => type;
}
