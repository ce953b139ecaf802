namespace GrowthBook.Testing;

internal static class Json
{
    /// <summary>An object with the members given; a null reference is JSON <c>null</c>.</summary>
    public static Value.Object Object(params IEnumerable<(string Name, Value? Value)> members) =>
        new(members.Select(member => new KeyValuePair<string, Value>(member.Name, member.Value ?? Value.Null.Instance)));
}
