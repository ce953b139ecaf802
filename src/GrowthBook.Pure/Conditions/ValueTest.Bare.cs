namespace GrowthBook;

/// <content>Bare operands, which convert as ECMAScript does.</content>
internal abstract partial class ValueTest
{
    /// <summary>A bare string: the value's text is the operand's.</summary>
    internal sealed class TextIs(string text) : ValueTest
    {
        public string Text => text;

        public override Value Operand => text;

        public override bool Matches(Value actual, ref ConditionScope scope) => actual switch
        {
            Value.String { Content: var content } => scope.TakeComparison(content, text, "is") && content == text,
            Value.Array array => scope.HasText(array, text, "is"),
            _ => Coercion.ToText(actual) == text,
        };

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.OfText(text);

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
            texts.Own.Add(text);
            texts.Elements.AddOther(); // the text of a whole array is compared
        }
    }

    /// <summary>A bare string within <c>$alli</c>: the texts are the same in lower case.</summary>
    internal sealed class TextIsIgnoringCase(Value.String operand) : ValueTest
    {
        public static DiscernedKinds Discerned => DiscernedKinds.Of(AttributeKinds.All & ~AttributeKinds.Object, AttributeKinds.Texts);

        /// <summary>The operand in lower case.</summary>
        public string Text { get; } = EcmaCase.ToLower(operand.Content);

        public override Value Operand => operand;

        public override bool Matches(Value actual, ref ConditionScope scope) => scope.TextOf(actual, "is") is { } text
            && text.Length <= Text.Length // lower case is never shorter
            && scope.TakeText(text.Length, "is")
            && EcmaCase.ToLower(text) == Text;

        public override DiscernedKinds Discerns(SavedGroups groups) => Discerned;
    }

    /// <summary>A bare number: the value, as a number, is the operand.</summary>
    internal sealed class NumberIs(double number) : ValueTest
    {
        public double Number => number;

        public override Value Operand => number;

        public override bool Matches(Value actual, ref ConditionScope scope) =>
            actual is Value.Number { Content: var content } ? content == number : IsNumber(actual, ref scope);

        private bool IsNumber(Value actual, ref ConditionScope scope) => actual is Value.String or Value.Array
            ? scope.ReadText(actual, "is") is { } text && EcmaNumber.Parse(text) == number
            : Coercion.ToNumber(actual) == number;

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.OfNumber(number);
    }

    /// <summary>A bare boolean: the value is present and has that truthiness.</summary>
    internal sealed class TruthIs(bool truth) : ValueTest
    {
        public override Value Operand => truth;

        public override bool Matches(Value actual, ref ConditionScope scope) =>
            actual is not Value.Null && actual.IsTruthy == truth;

        public override bool ReadsContents => false;

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.Of(AttributeKinds.All & ~(AttributeKinds.ZeroText | AttributeKinds.FalseText), AttributeKinds.Boolean);

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
        }
    }

    /// <summary>A bare <c>null</c>, array or object: the value has the same JSON text.</summary>
    internal sealed class JsonIs(Value json) : ValueTest
    {
        public override Value Operand => json;

        public override bool Matches(Value actual, ref ConditionScope scope) => scope.SameJson(actual, json, "is");

        public override DiscernedKinds Discerns(SavedGroups groups) => json is Value.Array
            ? DiscernedKinds.Of(AttributeKinds.Array, AttributeKinds.Array)
            : DiscernedKinds.All;

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups) => texts.Elements.AddOther();
    }

    /// <summary>A bare <c>null</c>: the value is null or missing. (An infinity is not, though its JSON text is.)</summary>
    internal sealed class IsNull : ValueTest
    {
        public override Value Operand => Value.Null.Instance;

        public override bool Matches(Value actual, ref ConditionScope scope) => actual is Value.Null;

        public override bool ReadsContents => false;

        public override DiscernedKinds Discerns(SavedGroups groups) => DiscernedKinds.All;

        public override void AddTexts(DiscernedTexts texts, SavedGroups groups)
        {
        }
    }
}
