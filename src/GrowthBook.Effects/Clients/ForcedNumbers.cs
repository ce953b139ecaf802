using System.Globalization;
using System.Numerics;

namespace GrowthBook.Client;

/// <summary>
/// Forced values of features whose own values are numbers. A .NET integer beyond ±2^53 becomes the text of its digits, which is right for an id
/// and wrong here: such a text is a number again.
/// </summary>
internal static class ForcedNumbers
{
    private const int FewestDigits = 16;

    /// <summary>Returns the value, or the number nearest to it if it is the digits of a large integer and the feature's own value is a number.</summary>
    /// <param name="payload">The payload that has the feature.</param>
    /// <param name="feature">The feature's key.</param>
    /// <param name="value">The forced value.</param>
    /// <param name="faults">Gets the numbers that lose digits.</param>
    public static Value Of(Payload payload, string feature, Value value, EvaluationFaults faults)
    {
        if (value is not Value.String { Content: var text } || !IsLargeInteger(text, out var integer) || !HasNumber(payload, feature))
            return value;
        var number = new Value.Number((double)integer);
        if (new BigInteger(number.Content) != integer)
            faults.Rounded(feature);
        return number;
    }

    /// <summary>Returns the forced values, with numbers as the other overload returns them; the same object if none changes.</summary>
    public static Value.Object Of(Payload payload, Value.Object values, EvaluationFaults faults)
    {
        foreach (var forced in values)
        {
            if (Of(payload, forced.Key, forced.Value, faults) is var number && !ReferenceEquals(number, forced.Value))
                values = values.With(forced.Key, number);
        }
        return values;
    }

    /// <summary>Whether the JSON text of a forced value is an integer that a number does not hold exactly.</summary>
    public static bool LosesDigits(string? text) =>
        text is not null && IsLargeInteger(text.Trim(), out var integer) && new BigInteger((double)integer) != integer;

    private static bool HasNumber(Payload payload, string feature) =>
        Evaluator.EvalFeature(new Context(payload, Attributes.Empty), feature).Result.Value is Value.Number;

    private static bool IsLargeInteger(string text, out BigInteger integer)
    {
        integer = default;
        return text.Length is >= FewestDigits and <= 40
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out integer)
            && integer.ToString(CultureInfo.InvariantCulture) == text
            && BigInteger.Abs(integer) > 1L << 53;
    }
}
