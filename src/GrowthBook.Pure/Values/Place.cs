using System.Globalization;
using System.Text;

namespace GrowthBook;

/// <summary>The collection being converted and the collections around it: finds cycles, limits the depth, and names the place in errors.</summary>
internal sealed class Place(object? collection, Place? outer)
{
    private readonly int _depth = outer is null ? 1 : outer._depth + 1;
    private string? _name;
    private int _index;

    /// <summary>Whether the value is part of an object that the serializer writes.</summary>
    public bool IsInSerializer => outer is null ? collection is null : outer.IsInSerializer;

    /// <summary>The place of a value that the serializer writes.</summary>
    public static Place InSerializer() => new(null, null);

    /// <summary>Moves to a member of the collection.</summary>
    public Place At(string name)
    {
        _name = name;
        return this;
    }

    /// <summary>Moves to an element of the collection.</summary>
    public Place At(int index)
    {
        _index = index;
        return this;
    }

    /// <summary>Enters a collection at a place.</summary>
    /// <exception cref="ArgumentException">The collection contains itself, or lies too deep.</exception>
    public static Place Enter(object collection, Place? outer)
    {
        for (var place = outer; place is not null; place = place.Around)
        {
            if (ReferenceEquals(place.Collection, collection))
                throw Fault(outer, collection, "it contains itself");
        }
        return outer?._depth >= ValueReader.MaxDepth
            ? throw Fault(outer, collection, $"it is nested deeper than {ValueReader.MaxDepth} levels")
            : new Place(collection, outer);
    }

    /// <summary>The exception for an object that has no JSON value.</summary>
    public static Exception Fault(Place? place, object source, string reason, Exception? inner = null) => Fault(place, source.GetType(), reason, inner);

    /// <summary>The exception for an object of a type that has no JSON value.</summary>
    public static Exception Fault(Place? place, Type type, string reason, Exception? inner = null) => place is { IsInSerializer: true }
        ? new NoJsonValueException(place.ToString(), type, reason, inner)
        : Fault(place?.ToString() ?? "", type, reason, inner);

    /// <summary>The exception for what the serializer met within the object of a place.</summary>
    public static ArgumentException Fault(Place? place, NoJsonValueException within)
    {
        var path = place?.ToString() ?? "";
        var separator = path.Length == 0 || within.Path.Length == 0 || within.Path[0] == '[' ? "" : ".";
        return Fault(path + separator + within.Path, within.Type, within.Message, within);
    }

    private static ArgumentException Fault(string path, Type type, string reason, Exception? inner) =>
        new($"{(path.Length == 0 ? "the object" : $"the attribute \"{path}\"")} of type {type} has no JSON value: {reason}", inner);

    /// <summary>The exception for the collection itself, whose enumerator threw another.</summary>
    public Exception Fault(Exception thrown) => Fault(outer, collection!, SerializerFault.Reason(thrown), thrown);

    /// <summary>The path from the outermost collection: <c>device.tags[1]</c>.</summary>
    public override string ToString()
    {
        var places = new Stack<Place>();
        for (var place = this; place is not null; place = place.Around)
            places.Push(place);
        var path = new StringBuilder();
        foreach (var place in places)
            place.AppendTo(path);
        return path.ToString();
    }

    private object? Collection => collection;

    /// <summary>The place of the collection itself; a null reference for the outermost one.</summary>
    public Place? Around => outer;

    private void AppendTo(StringBuilder path)
    {
        if (collection is null)
            return;
        if (_name is null)
            path.Append('[').Append(_index.ToString(CultureInfo.InvariantCulture)).Append(']');
        else
            path.Append(path.Length == 0 ? "" : ".").Append(_name);
    }
}
