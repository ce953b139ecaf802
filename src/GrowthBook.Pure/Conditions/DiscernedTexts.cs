namespace GrowthBook;

/// <summary>The texts with which the tests of one path compare.</summary>
/// <param name="own">Those that are compared with the value itself.</param>
/// <param name="elements">Those that are compared with elements, where the value is an array.</param>
internal sealed class DiscernedTexts(ComparedTexts own, ComparedTexts elements)
{
    /// <summary>The most elements of an array that are looked at.</summary>
    private const int MostElements = 100;

    public DiscernedTexts()
        : this(new ComparedTexts(), new ComparedTexts())
    {
    }

    public ComparedTexts Own => own;

    public ComparedTexts Elements => elements;

    /// <summary>Whether a value can be found.</summary>
    public bool HasMisfits => own.HasMisfits || elements.HasMisfits;

    /// <summary>The texts that a test of elements adds: to those of elements here. Elements of elements are not looked at.</summary>
    public DiscernedTexts OfElements() => new(elements, new ComparedTexts());

    /// <summary>Adds a test that any text can fit.</summary>
    public void AddOther()
    {
        own.AddOther();
        elements.AddOther();
    }

    /// <summary>Why a value, or all elements of an array, fit no test by their texts; <c>null</c> if they may fit. The empty text fits.</summary>
    public MisfitReason? ReasonOf(Value value) => value switch
    {
        Value.String { Content.Length: > 0 } text => own.ReasonOf([text.Content]),
        Value.Array { Count: > 0 and <= MostElements } array when array.All(element => element is Value.String { Content.Length: > 0 }) =>
            elements.ReasonOf(array.Select(element => ((Value.String)element).Content).ToArray()),
        _ => null,
    };
}
