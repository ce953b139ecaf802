namespace GrowthBook;

/// <content>Tests of the order of two values.</content>
internal abstract partial class ValueTest
{
    /// <summary><c>$lt $lte $gt $gte</c>: in the order that ECMAScript's relational operators see.</summary>
    internal sealed class Compares(Order order, Value operand) : ValueTest
    {
        /// <summary>The operand is converted once, and not for each element of an array.</summary>
        private readonly string? _text = Coercion.PrimitiveText(operand);
        private readonly double _number = Coercion.ToNumber(operand);

        public override Value Operand => operand;

        public override bool Matches(Value actual, ref ConditionScope scope)
        {
            int? comparison;
            if (actual is not (Value.String or Value.Array or Value.Object))
                comparison = Coercion.Compare(Coercion.ToNumber(actual), _number);
            else if (scope.ReadText(actual, Orders.Name(order)) is { } text)
                comparison = _text is not null ? string.CompareOrdinal(text, _text) : Coercion.Compare(EcmaNumber.Parse(text), _number);
            else
                return false;
            return comparison is { } found && Orders.Holds(order, found);
        }

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.OfOrder(order, _text, _number);

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
            texts.Own.AddOrdered(_text);
            texts.Elements.AddOther();
        }
    }

    /// <summary><c>$veq $vne $vlt $vlte $vgt $vgte</c>: in the order of versions.</summary>
    internal sealed class ComparesVersion(Order order, Value operand) : ValueTest
    {
        private readonly string _version = PaddedVersion.Of(operand);
        private readonly long _number = operand is Value.String text ? PlainVersion.NumberOf(text.Content) : -1;

        public override Value Operand => operand;

        public override bool Matches(Value actual, ref ConditionScope scope) =>
            (actual is not Value.String text || scope.TakeText(text.Content.Length, "version")) && Orders.Holds(order, Compare(actual));

        private int Compare(Value actual) =>
            _number >= 0 && actual is Value.String text && PlainVersion.NumberOf(text.Content) is >= 0 and var number
                ? number.CompareTo(_number)
                : PaddedVersion.Compare(actual, _version);

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.Of(AttributeKinds.Texts | AttributeKinds.Number, AttributeKinds.Texts | AttributeKinds.Version);
    }
}
