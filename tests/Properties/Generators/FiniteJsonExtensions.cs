namespace GrowthBook.Pure.Properties;

internal static class FiniteJsonExtensions
{
    /// <summary>The same without numbers beyond a double: their JSON text is <c>null</c>, in ECMAScript too.</summary>
    public static Json.Object Finite(this Json.Object json) => (Json.Object)Finite((Json)json);

    private static Json Finite(Json json) => json switch
    {
        Json.Number number when number.Digits.EndsWith("e400", StringComparison.Ordinal) => 400,
        Json.List list => new Json.List([.. list.Items.Select(Finite)]),
        Json.Object members => new Json.Object([.. members.Members.Select(member => (member.Name, Finite(member.Value)))]),
        _ => json,
    };
}
