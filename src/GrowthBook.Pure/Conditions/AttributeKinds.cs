namespace GrowthBook;

/// <summary>The kinds of values that tests of attributes tell apart. Texts have several, because some tests read them as numbers or by truthiness.</summary>
[Flags]
internal enum AttributeKinds
{
    /// <summary>No kind: that of <c>null</c> and the empty text, which count as no value.</summary>
    None = 0,
    Boolean = 1,
    Number = 2,

    /// <summary>A text that ECMAScript reads as a number, except <c>0</c>; or one that is too long to know.</summary>
    NumericText = 4,

    /// <summary>The text <c>0</c>, which is a number and counts as true.</summary>
    ZeroText = 8,

    /// <summary>A word for false, such as <c>off</c>, which counts as true.</summary>
    FalseText = 16,

    /// <summary>Any other text.</summary>
    OtherText = 32,
    Array = 64,
    Object = 128,

    /// <summary>A version: a kind of operands only, and none of values.</summary>
    Version = 256,
    NumericTexts = NumericText | ZeroText,
    Texts = NumericTexts | FalseText | OtherText,
    All = Boolean | Number | Texts | Array | Object,
}

internal static class AttributeKindsExtensions
{
    /// <summary>A longer text is not read.</summary>
    private const int LongestNumber = 100;

    private static readonly MemberNames WordsForFalse = new("false", "no", "off");

    /// <summary>The kind of a value of a user.</summary>
    public static AttributeKinds KindOf(Value value) => value switch
    {
        Value.Boolean => AttributeKinds.Boolean,
        Value.Number => AttributeKinds.Number,
        Value.String { Content: var text } => KindOf(text),
        Value.Array => AttributeKinds.Array,
        Value.Object => AttributeKinds.Object,
        _ => AttributeKinds.None,
    };

    /// <summary>The kinds of values that equal an operand without any conversion.</summary>
    public static AttributeKinds KindsOfOperand(Value operand) => operand is Value.String { Content.Length: > 0 } ? AttributeKinds.Texts : KindOf(operand);

    public static bool Has(this AttributeKinds kinds, AttributeKinds some) => (kinds & some) != 0;

    private static AttributeKinds KindOf(string text)
    {
        if (text.Length is 0 or > LongestNumber)
            return text.Length == 0 ? AttributeKinds.None : AttributeKinds.NumericText;
        var plain = EcmaCharacters.Trim(text.AsSpan()).ToString();
        return plain == "0" ? AttributeKinds.ZeroText
            : WordsForFalse.Has(EcmaCase.ToLower(plain)) ? AttributeKinds.FalseText
            : double.IsNaN(EcmaNumber.Parse(plain)) ? AttributeKinds.OtherText
            : AttributeKinds.NumericText;
    }
}
