namespace GrowthBook.Testing;

/// <summary>The references to saved groups in a condition.</summary>
internal static class ReferredGroups
{
    public static IEnumerable<string> In(Value condition) => condition switch
    {
        Value.Object members => members.SelectMany(member => Of(member.Key, member.Value) is { } id ? [id] : In(member.Value)),
        Value.Array parts => parts.SelectMany(In),
        _ => [],
    };

    private static string? Of(string name, Value operand) => name switch
    {
        "$inGroup" or "$notInGroup" => operand.AsString(),
        "$savedGroup" => operand["id"].AsString(),
        _ => null,
    };
}
