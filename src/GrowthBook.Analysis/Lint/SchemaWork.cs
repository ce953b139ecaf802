using System.Runtime.InteropServices;
using System.Text.Json;
using Json.Schema;

namespace GrowthBook.Analysis;

/// <summary>
/// The most work that tests of values can be: each keyword of a schema on each part of a value, again for each reference that is followed.
/// Taken before the work, because the library has no place where it could be counted.
/// </summary>
internal sealed class SchemaWork
{
    /// <summary>Maximum number of keywords on parts of values, for one value and for all values of a payload.</summary>
    public const long MaxOfValue = 5_000_000, Max = 100_000_000;

    /// <summary>The bytes of JSON text that count as a part of a value.</summary>
    private const int BytesPerPart = 64;

    private readonly WorkLimit _all = new(Max);
    private WorkLimit _ofValue = new(0);
    private int _keywords;

    /// <summary>Begins the test of another value.</summary>
    /// <param name="keywords">The keywords of the schema.</param>
    /// <param name="value">The value.</param>
    public void BeginValue(int keywords, JsonElement value)
    {
        (_keywords, _ofValue) = (keywords, new WorkLimit(MaxOfValue));
        Take(value);
    }

    /// <summary>Takes the work of a schema on a part of the value.</summary>
    /// <exception cref="JsonSchemaException">There is too much.</exception>
    public void Take(JsonElement part)
    {
        var most = _keywords * (Parts(part) + (JsonMarshal.GetRawUtf8Value(part).Length / BytesPerPart));
        if (!_ofValue.TryTake(most))
            throw new JsonSchemaException(FormattableString.Invariant($"its keywords times the parts of one value are more than {MaxOfValue:N0}"));
        if (!_all.TryTake(most))
            throw new JsonSchemaException(FormattableString.Invariant($"the keywords of schemas times the parts of the payload's values are more than {Max:N0}"));
    }

    private static long Parts(JsonElement value) => 1 + value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Sum(member => Parts(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Sum(Parts),
        _ => 0,
    };
}
