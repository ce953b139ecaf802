namespace GrowthBook;

/// <summary>
/// The operands of one <c>$all</c> that compare with a text or a number, so that one pass over the elements of an array
/// finds all of them.
/// </summary>
internal sealed class BareOperands
{
    /// <summary>Fewer operands are tested one by one.</summary>
    private const int Min = 8;

    private const string Part = "$all";

    private readonly Dictionary<string, int> _texts = new(KeyedTexts.Comparer);
    private readonly Dictionary<double, int> _numbers = new(KeyedHash.Numbers);
    private readonly bool _ignoresCase;
    private readonly int _longest;

    private BareOperands(IEnumerable<ValueTest> tests, bool ignoresCase)
    {
        _ignoresCase = ignoresCase;
        foreach (var test in tests)
        {
            if (test is ValueTest.NumberIs { Number: var number })
                _numbers[number] = 0;
            else
                _texts[TextOf(test)!] = 0;
        }
        foreach (var text in _texts.Keys)
            _longest = Math.Max(_longest, text.Length);
        Number(_texts, 0);
        Number(_numbers, _texts.Count);
    }

    private int Count => _texts.Count + _numbers.Count;

    /// <summary>Separates the operands that compare with a text or a number from other tests, where they are many.</summary>
    public static (BareOperands? Bare, ValueTest[] Others) Separate(ValueTest[] tests, bool ignoresCase)
    {
        var isBare = Array.ConvertAll(tests, test => TextOf(test) is not null || test is ValueTest.NumberIs { Number: not double.NaN });
        if (isBare.Count(bare => bare) < Min)
            return (null, tests);
        return (new BareOperands(tests.Where((_, i) => isBare[i]), ignoresCase), tests.Where((_, i) => !isBare[i]).ToArray());
    }

    /// <summary>The kinds of elements that one operand discerns; those of a text that ignores case are more than it needs.</summary>
    public DiscernedKinds Discerns(Value operand) => operand switch
    {
        Value.String when _ignoresCase => ValueTest.TextIsIgnoringCase.Discerned,
        Value.String text => DiscernedKinds.OfText(text.Content),
        Value.Number number => DiscernedKinds.OfNumber(number.Content),
        _ => DiscernedKinds.None,
    };

    /// <summary>Adds the texts with which elements are compared.</summary>
    public void AddTexts(ComparedTexts elements)
    {
        if (_ignoresCase || _numbers.Count > 0)
            elements.AddOther();
        foreach (var text in _texts.Keys)
            elements.Add(text);
    }

    /// <summary>Whether each operand equals an element, as a test of one operand compares.</summary>
    public bool AreAllIn(Value.Array array, ref ConditionScope scope)
    {
        var isFound = new bool[Count];
        var missing = Count;
        foreach (var element in array.Items)
        {
            if (!MarkEqual(element, isFound, ref missing, ref scope))
                return false;
            if (missing == 0)
                return true;
        }
        return false;
    }

    /// <summary>Marks the operands that an element equals; <c>false</c> without the steps to read the element.</summary>
    private bool MarkEqual(Value element, bool[] isFound, ref int missing, ref ConditionScope scope)
    {
        var isText = element is Value.String or Value.Array;
        var text = isText || _texts.Count > 0 ? scope.TextOf(element, Part) : "";
        var isShort = text?.Length <= _longest;
        if (text is null || ((isShort || _numbers.Count > 0) && !scope.TakeText(text.Length, Part)))
            return false;
        if (isShort && _texts.TryGetValue(_ignoresCase ? EcmaCase.ToLower(text) : text, out var index))
            Mark(isFound, index, ref missing);
        if (_numbers.Count > 0 && _numbers.TryGetValue(isText ? EcmaNumber.Parse(text) : Coercion.ToNumber(element), out index))
            Mark(isFound, index, ref missing);
        return true;
    }

    private static void Mark(bool[] isFound, int index, ref int missing)
    {
        missing -= isFound[index] ? 0 : 1;
        isFound[index] = true;
    }

    private static void Number<TKey>(Dictionary<TKey, int> operands, int first)
        where TKey : notnull
    {
        foreach (var operand in operands.Keys.ToArray())
            operands[operand] = first++;
    }

    private static string? TextOf(ValueTest test) => test switch
    {
        ValueTest.TextIs text => text.Text,
        ValueTest.TextIsIgnoringCase text => text.Text,
        _ => null,
    };
}
