namespace GrowthBook;

/// <summary>Values as plain .NET objects, for a caller who asks for <c>object</c>.</summary>
internal static class PlainValue
{
    /// <summary>
    /// A <c>string</c>, a <c>bool</c>, a <c>long</c> for an integer up to ±2^53, a <c>double</c> for another number, a
    /// <c>List&lt;object?&gt;</c>, a <c>Dictionary&lt;string, object?&gt;</c> or <c>null</c>.
    /// </summary>
    public static object? Of(Value value)
    {
        switch (value)
        {
            case Value.String text:
                return text.Content;
            case Value.Boolean boolean:
                return boolean.Content;
            case Value.Number { Content: var number }:
                return number == Math.Floor(number) && Math.Abs(number) <= ScalarNumber.ExactLimit ? (long)number : (object)number;
            case Value.Array array:
                return ((IEnumerable<Value>)array).Select(Of).ToList();
            case Value.Object members:
                var plain = new Dictionary<string, object?>(members.Count, KeyedTexts.Comparer);
                for (var i = 0; i < members.Count; i++)
                    plain.Add(members.Names[i], Of(members.Items[i]));
                return plain;
            default:
                return null;
        }
    }
}
