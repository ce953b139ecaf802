namespace GrowthBook;

/// <summary>
/// The texts with which the tests of one value compare. Finds a text that no operand equals, and that one equals but for its case; and a text that is no date where
/// dates are ordered. Long lists are looked up and not copied. Immutable once it is collected.
/// </summary>
internal sealed class ComparedTexts
{
    /// <summary>The most texts, and the most long lists. With more, no text is found.</summary>
    private const int MostTexts = 1000, MostLists = 100;

    private readonly HashSet<string> _texts = new(KeyedTexts.Comparer);
    private readonly HashSet<string> _inLowerCase = new(KeyedTexts.Comparer);
    private readonly HashSet<StringSet> _lists = [];

    /// <summary>Whether a test tells texts apart by something else than equality or the order of dates.</summary>
    private bool _hasOtherTests;
    private bool _ordersDates;
    private bool _hasOtherTexts;

    /// <summary>Whether a text can be found.</summary>
    public bool HasMisfits => !_hasOtherTests && (_ordersDates || _texts.Count + _lists.Count > 0);

    /// <summary>Adds an operand that texts equal or not.</summary>
    public void Add(string text)
    {
        if (_texts.Count == MostTexts)
            _hasOtherTests = true;
        if (_hasOtherTests)
            return;
        _hasOtherTexts |= !DateDoubts.IsIso(text);
        _ = _texts.Add(text);
        if (text.Length <= ConditionScope.ShortText)
            _ = _inLowerCase.Add(EcmaCase.ToLower(text));
    }

    /// <summary>Adds the operands of a long list.</summary>
    public void Add(StringSet list)
    {
        _hasOtherTexts |= !list.IsEmpty;
        if (_lists.Count < MostLists)
            _ = _lists.Add(list);
        else
            _hasOtherTests = true;
    }

    /// <summary>Adds the operand of a comparison by order.</summary>
    public void AddOrdered(string? text)
    {
        if (text is not null && DateDoubts.IsIso(text))
            _ordersDates = true;
        else
            _hasOtherTests = true;
    }

    /// <summary>Adds a test that tells texts apart in another way, so that any text can fit.</summary>
    public void AddOther() => _hasOtherTests = true;

    /// <summary>Why none of the texts fits a test; <c>null</c> if one fits or may.</summary>
    public MisfitReason? ReasonOf(IReadOnlyCollection<string> texts)
    {
        if (_hasOtherTests || texts.Any(Has))
            return null;
        return _ordersDates
            ? _hasOtherTexts || texts.Any(DateDoubts.IsIsoOrBeginning) ? null : MisfitReason.DateForm
            : texts.Any(HasInOtherCase) ? MisfitReason.Case : null;
    }

    private bool Has(string text) => _texts.Contains(text) || _lists.Any(list => list.Has(text));

    private bool HasInOtherCase(string text)
    {
        if (text.Length > ConditionScope.ShortText)
            return false;
        var lower = EcmaCase.ToLower(text);
        return _inLowerCase.Contains(lower) || (_lists.Count > 0 && SpellingsOf(text, lower).Any(spelling => _lists.Any(list => list.Has(spelling))));
    }

    /// <summary>The spellings under which a long list may have a text: <c>inprogress INPROGRESS Inprogress inProgress InProgress</c>.</summary>
    private static string[] SpellingsOf(string text, string lower) =>
        [lower, EcmaCharacters.ToAsciiUpper(text), FirstUpper(lower), EcmaCase.ToLower(text.Substring(0, 1)) + text.Substring(1), FirstUpper(text)];

    private static string FirstUpper(string text) => EcmaCharacters.ToAsciiUpper(text.Substring(0, 1)) + text.Substring(1);
}
