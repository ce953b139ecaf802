namespace GrowthBook.Analysis;

/// <summary>A user or an archetype of a matrix.</summary>
/// <param name="Name">The name that the row shows.</param>
/// <param name="Attributes">The attributes.</param>
public sealed record MatrixUser(string Name, Attributes Attributes)
{
    /// <summary>
    /// Reads a user from JSON: an archetype, <c>{"name":"ada","attributes":{…}}</c>, or the attributes themselves, of which <c>id</c>
    /// is the name.
    /// </summary>
    /// <param name="json">The JSON.</param>
    /// <param name="fallback">The name of attributes without <c>id</c>, and in place of an empty name.</param>
    /// <returns>The user.</returns>
    public static MatrixUser Of(Value.Object json, string fallback) => (json ?? throw new ArgumentNullException(nameof(json)))["attributes"] is Value.Object attributes
        && json["name"] is Value.String { Content: var name }
            ? new MatrixUser(NameOf(name, fallback), Attributes.From(attributes))
            : new MatrixUser(json["id"] is Value.Null ? fallback : NameOf(json["id"].ToString(), fallback), Attributes.From(json));

    private static string NameOf(string name, string fallback) => string.IsNullOrWhiteSpace(name) ? fallback : name;
}
