namespace GrowthBook;

/// <summary>
/// The kinds of values that a test discerns: values of any other kind, <c>null</c> and the empty text aside, all have one outcome, whatever they are. A negation
/// discerns what its test does. An empty array has elements of no kind, and is as little a misfit. A kind that is named here need not have two outcomes.
/// </summary>
/// <param name="Own">The kinds of the value itself.</param>
/// <param name="Elements">The kinds of elements, where the value is an array.</param>
/// <param name="Wanted">The kinds that the operand has; without any the test says nothing about kinds.</param>
/// <param name="WantedElements">The kinds of elements that the operand has.</param>
internal readonly record struct DiscernedKinds(AttributeKinds Own, AttributeKinds Elements, AttributeKinds Wanted, AttributeKinds WantedElements)
{
    /// <summary>The most elements of an array that are looked at.</summary>
    private const int MostElements = 100;

    /// <summary>The kinds of a test with one outcome for all values.</summary>
    public static DiscernedKinds None => default;

    /// <summary>The kinds of a test that any value can pass or fail, such as that of presence.</summary>
    public static DiscernedKinds All => new(AttributeKinds.All, AttributeKinds.All, AttributeKinds.None, AttributeKinds.None);

    public static DiscernedKinds operator |(DiscernedKinds left, DiscernedKinds right) =>
        new(left.Own | right.Own, left.Elements | right.Elements, left.Wanted | right.Wanted, left.WantedElements | right.WantedElements);

    /// <summary>The kinds of a test of the value itself.</summary>
    public static DiscernedKinds Of(AttributeKinds own, AttributeKinds wanted) => new(own, AttributeKinds.None, wanted, AttributeKinds.None);

    /// <summary>The kinds of a test of whether the value, or one of its elements, is in a set.</summary>
    /// <param name="members">The kinds of the set's members.</param>
    /// <param name="hasNoValue">Whether <c>null</c> or the empty text is a member. A set of nothing else tests presence.</param>
    public static DiscernedKinds OfSet(AttributeKinds members, bool hasNoValue) =>
        members == AttributeKinds.None && hasNoValue ? All : new(members, members, members, members);

    /// <summary>The kinds of a bare text, which compares texts. The empty one tests presence.</summary>
    public static DiscernedKinds OfText(string text)
    {
        if (text.Length == 0)
            return All;
        var own = AttributeKinds.Texts | AttributeKinds.Array;
        if (EcmaNumber.ToText(EcmaNumber.Parse(text)) == text)
            own |= AttributeKinds.Number;
        if (text is "true" or "false")
            own |= AttributeKinds.Boolean;
        return Of(own, AttributeKinds.Texts);
    }

    /// <summary>The kinds of a bare number, which compares numbers.</summary>
    public static DiscernedKinds OfNumber(double number) => Of(
        AttributeKinds.Number | AttributeKinds.NumericTexts | AttributeKinds.Array | (number is 0 or 1 ? AttributeKinds.Boolean : AttributeKinds.None), AttributeKinds.Number);

    /// <summary>The kinds of a comparison.</summary>
    /// <param name="order">The order.</param>
    /// <param name="text">The operand as a text; <c>null</c> for one that is compared as a number.</param>
    /// <param name="number">The operand as a number.</param>
    public static DiscernedKinds OfOrder(Order order, string? text, double number)
    {
        var own = AttributeKinds.Array | (text is null ? AttributeKinds.NumericTexts : AttributeKinds.Texts);
        if (!double.IsNaN(number))
            own |= AttributeKinds.Number;
        if (Holds(0) != Holds(1))
            own |= AttributeKinds.Boolean;
        return Of(own, text is null ? AttributeKinds.Number : AttributeKinds.Texts);

        bool Holds(double truth) => Coercion.Compare(truth, number) is { } comparison && Orders.Holds(order, comparison);
    }

    /// <summary>The kinds of a test of elements, from those of what is tested at one element.</summary>
    public DiscernedKinds OfElements() => new(
        AttributeKinds.None, Own | (Elements == AttributeKinds.None ? AttributeKinds.None : AttributeKinds.Array), AttributeKinds.Array, Wanted);

    /// <summary>Whether no value of the kind of this one changes an outcome, and another kind of value can.</summary>
    public bool IsMisfit(Value value) =>
        Wanted != AttributeKinds.None && AttributeKindsExtensions.KindOf(value) is var kind and not AttributeKinds.None && !Own.Has(kind)
        && (value is not Value.Array array || AreMisfits(array));

    /// <summary>Whether versions are compared, and no numbers.</summary>
    public bool WantVersions => Wanted.Has(AttributeKinds.Version) && !Wanted.Has(AttributeKinds.Number);

    /// <summary>Whether a value is a number that may have lost a part of a version: 5.1 can be that of <c>5.10</c>.</summary>
    public bool IsVersionAsNumber(Value value) => WantVersions && value is Value.Number { Content: var number } && Math.Floor(number) != number;

    private bool AreMisfits(Value.Array array)
    {
        if (array.Count is 0 or > MostElements)
            return false;
        var kinds = KindsOf(array);
        return Elements == AttributeKinds.None || (kinds != AttributeKinds.None && !Elements.Has(kinds));
    }

    /// <summary>The kinds of the elements of an array.</summary>
    public static AttributeKinds KindsOf(Value.Array array)
    {
        var kinds = AttributeKinds.None;
        for (var i = 0; i < array.Count && i < MostElements; i++)
            kinds |= AttributeKindsExtensions.KindOf(array[i]);
        return kinds;
    }
}
