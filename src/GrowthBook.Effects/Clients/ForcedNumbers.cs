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
    public static Value Of(Payload payload, string feature, Value value, EvaluationFaults faults) => Of(new OwnValues(payload), feature, value, faults);

    /// <summary>Returns the forced values, with numbers as the other overload returns them; the same object if none changes.</summary>
    public static Value.Object Of(Payload payload, Value.Object values, EvaluationFaults faults)
    {
        var own = new OwnValues(payload);
        var isChanged = false;
        var numbers = new List<KeyValuePair<string, Value>>(values.Count);
        foreach (var forced in values)
        {
            var number = Of(own, forced.Key, forced.Value, faults);
            isChanged |= !ReferenceEquals(number, forced.Value);
            numbers.Add(new KeyValuePair<string, Value>(forced.Key, number));
        }
        return isChanged ? new Value.Object(numbers) : values;
    }

    /// <summary>Whether the JSON text of a forced value is an integer that a number does not hold exactly.</summary>
    public static bool LosesDigits(string? text) =>
        text is not null && IsLargeInteger(text.Trim(), out var integer) && new BigInteger(NearestTo(integer)) != integer;

    private static Value Of(OwnValues own, string feature, Value value, EvaluationFaults faults)
    {
        if (value is not Value.String { Content: var text } || !IsLargeInteger(text, out var integer) || own.Of(feature) is not Value.Number)
            return value;
        var number = NearestTo(integer);
        if (new BigInteger(number) != integer)
            faults.Rounded(feature);
        return new Value.Number(number);
    }

    /// <summary>The nearest number, as that of JSON text: the conversion of a BigInteger cuts digits off, and that of a long rounds.</summary>
    private static double NearestTo(BigInteger integer)
    {
        var (rest, exponent) = (BigInteger.Abs(integer), 0);
        for (; rest > long.MaxValue; exponent += 8)
            rest = (rest >> 8) | ((rest & 255).IsZero ? 0 : 1); // of what is cut off, whether there was any decides between two numbers
        var number = (long)rest * Math.Pow(2, exponent);
        return integer.Sign < 0 ? -number : number;
    }

    private static bool IsLargeInteger(string text, out BigInteger integer)
    {
        integer = default;
        return text.Length is >= FewestDigits and <= 40
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out integer)
            && integer.ToString(CultureInfo.InvariantCulture) == text
            && BigInteger.Abs(integer) > 1L << 53;
    }

    /// <summary>The features' own values. A visitor can force many: from the second one on, all features are evaluated once, with the steps of one evaluation.</summary>
    private sealed class OwnValues(Payload payload)
    {
        private AllFeatures? _all;
        private bool _isAsked;

        public Value Of(string feature)
        {
            if (!payload.HasFeature(feature))
                return Value.Null.Instance;
            var context = new Context(payload, Attributes.Empty);
            if (_isAsked)
                return (_all ??= Evaluator.EvalAll(context).Result)[feature].Value;
            _isAsked = true;
            return Evaluator.EvalFeature(context, feature).Result.Value;
        }
    }
}
