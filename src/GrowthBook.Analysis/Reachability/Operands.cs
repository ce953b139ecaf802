namespace GrowthBook.Analysis;

/// <summary>
/// The constants that the tests of one attribute compare with. Values between them, and other texts than them, behave alike, so that a
/// finite number of classes covers all values.
/// </summary>
internal sealed class Operands
{
    /// <summary>The texts that a test compares with, and the empty one, which is not truthy.</summary>
    public SortedSet<string> Texts { get; } = new(StringComparer.Ordinal) { "" };

    /// <summary>The texts in lower case of tests that ignore case.</summary>
    public SortedSet<string> LowerTexts { get; } = new(StringComparer.Ordinal);

    /// <summary>The numbers that a test compares with, and 0, which is not truthy.</summary>
    public SortedSet<double> Numbers { get; } = [0, double.NegativeInfinity, double.PositiveInfinity];

    /// <summary>The texts that bound an order of texts.</summary>
    public SortedSet<string> OrderBounds { get; } = new(StringComparer.Ordinal);

    /// <summary>The versions that bound an order of versions, padded.</summary>
    public SortedSet<string> Versions { get; } = new(StringComparer.Ordinal);

    /// <summary>The objects that a test compares with.</summary>
    public List<Value.Object> Objects { get; } = [];

    /// <summary>Whether a test reads a text as a number.</summary>
    public bool ReadsNumbersOfTexts { get; private set; }

    /// <summary>Whether a test expects an array.</summary>
    public bool AreLists { get; private set; }

    /// <summary>Adds the constants of a bare operand or an object of operators.</summary>
    public void Add(Value operand)
    {
        switch (operand)
        {
            case Value.String { Content: var text }:
                Texts.Add(text);
                AddNumber(EcmaNumber.Parse(text));
                break;
            case Value.Number { Content: var number }:
                AddNumber(number);
                ReadsNumbersOfTexts = true;
                break;
            case Value.Object members when ConditionCompiler.IsOperators(members):
                foreach (var (name, inner) in members)
                    Add(name, inner);
                break;
            case Value.Object other:
                Objects.Add(other);
                break;
            case Value.Array:
                AreLists = true;
                break;
        }
    }

    private void Add(string name, Value operand)
    {
        switch (name)
        {
            case "$not":
                Add(operand);
                break;
            case "$eq" or "$ne":
                AddItem(operand, false);
                break;
            case "$in" or "$nin" or "$ini" or "$nini" when operand is Value.Array items:
                foreach (var item in items)
                    AddItem(item, name is "$ini" or "$nini");
                break;
            case "$lt" or "$lte" or "$gt" or "$gte":
                AddNumber(Coercion.ToNumber(operand));
                if (Coercion.PrimitiveText(operand) is { } bound)
                    OrderBounds.Add(bound);
                else
                    ReadsNumbersOfTexts = true;
                break;
            case "$veq" or "$vne" or "$vlt" or "$vlte" or "$vgt" or "$vgte":
                Versions.Add(PaddedVersion.Of(operand));
                break;
            case "$all" or "$alli" or "$elemMatch" or "$size":
                AreLists = true;
                break;
            case "$type":
                AreLists |= operand is Value.String { Content: "array" };
                break;
        }
    }

    private void AddItem(Value item, bool ignoresCase)
    {
        if (item is Value.Number { Content: var number })
            AddNumber(number);
        if (item is not Value.String { Content: var text })
            return;
        Texts.Add(text);
        if (!ignoresCase)
            return;
        LowerTexts.Add(EcmaCase.ToLower(text));
        Texts.Add(EcmaCase.ToLower(text));
    }

    private void AddNumber(double number)
    {
        if (!double.IsNaN(number))
            Numbers.Add(number);
    }
}
