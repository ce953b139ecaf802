namespace GrowthBook.Analysis;

/// <summary>Reads the JSON of results.</summary>
internal static class ValueItems
{
    /// <summary>The elements of an array; none for another value, such as a missing member.</summary>
    public static IEnumerable<Value> Items(this Value value) => value is Value.Array items ? items : [];

    /// <summary>The number; 0 for another value.</summary>
    public static double Number(this Value value) => value.AsDouble() ?? 0;

    /// <summary>The number of a member; 0 without one.</summary>
    public static double Number(this Value value, string name) => value[name].AsDouble() ?? 0;
}
