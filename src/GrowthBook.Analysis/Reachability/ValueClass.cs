namespace GrowthBook.Analysis;

/// <summary>A class of values of one attribute that its tests cannot tell apart, or a superset of one.</summary>
internal abstract class ValueClass
{
    private ValueClass()
    {
    }

    /// <summary>A single value, on which tests are evaluated.</summary>
    internal sealed class Exactly(Value value) : ValueClass
    {
        public Value Value => value;
    }

    /// <summary>The numbers between two constants: as one of them, but not as text.</summary>
    internal sealed class NumberLike(double number, int versionPosition) : ValueClass
    {
        public Value.Number Number { get; } = new(number);

        public int VersionPosition => versionPosition;
    }

    /// <summary>Texts that no test compares with.</summary>
    internal sealed class Text(TextTraits traits) : ValueClass
    {
        public TextTraits Traits => traits;
    }

    /// <summary>Arrays, by the text that they are converted to: one that a test compares with, or any other.</summary>
    internal sealed class List(string? text, TextTraits traits) : ValueClass
    {
        public string? JoinedText => text;

        public TextTraits Traits => traits;
    }
}

/// <summary>What tests find out about a text that they do not compare with.</summary>
/// <param name="Lower">The text in lower case; <c>null</c> for one that no test compares with.</param>
/// <param name="Number">The text as a number; NaN for one that is none.</param>
/// <param name="OrderPosition">The place among the bounds of an order of texts: <c>2i</c> before bound <c>i</c>, <c>2i + 1</c> at it.</param>
/// <param name="VersionPosition">The place among the bounds of versions.</param>
internal readonly record struct TextTraits(string? Lower, double Number, int OrderPosition, int VersionPosition);
