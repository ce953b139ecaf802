namespace GrowthBook;

/// <summary>
/// Warns of the text <c>true</c> or <c>false</c> as a value of a feature all of whose values are booleans or such texts: both texts are on. Without a default value one of them must be a boolean. One object reads the features one after another.
/// </summary>
internal sealed class FlagTexts
{
    /// <summary>The end of the message.</summary>
    public const string Reason = "is on, as every text but the empty one; without quotes it is a boolean";

    private static readonly MemberNames Words = new("true", "false");

    /// <summary>The first such text of a rule. Its index is -1 for the value that a rule forces.</summary>
    private (int Rule, string Member, int Index, string Text)? _first;
    private bool _hasOthers;
    private bool _hasBooleans;

    /// <summary>Forgets the rules, before those of another feature.</summary>
    public void Clear() => (_first, _hasOthers, _hasBooleans) = (null, false, false);

    /// <summary>Adds the values of a rule.</summary>
    /// <param name="index">The index of the rule in the JSON.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="variations">The member that has the variations.</param>
    public void Add(int index, Rule rule, string variations)
    {
        if (rule is Rule.Force force)
            Add(index, "force", -1, force.Answer.Result.Value);
        if (rule is not Rule.Experiment { Compiled.Source.Variations: var values })
            return;
        for (var i = 0; i < values.Length && !_hasOthers; i++)
            Add(index, variations, i, values[i]);
    }

    /// <summary>Reports the first text of the feature at the present position.</summary>
    public void Report(Value defaultValue, Faults faults)
    {
        if (_hasOthers)
            return;
        if (WordOf(defaultValue) is { } text)
            faults.WarningAt("defaultValue", MessageOf(text));
        else if (_first is var (rule, member, index, word) && (defaultValue is Value.Boolean || (defaultValue is Value.Null && _hasBooleans)))
            Report(rule, member, index, MessageOf(word), faults);
    }

    private static void Report(int rule, string member, int index, string message, Faults faults)
    {
        var position = faults.Position;
        position.Enter("rules");
        position.Enter(rule);
        position.Enter(member);
        if (index >= 0)
            position.Enter(index);
        faults.Warning(message);
        if (index >= 0)
            position.Leave();
        position.Leave();
        position.Leave();
        position.Leave();
    }

    private void Add(int rule, string member, int index, Value value)
    {
        if (WordOf(value) is { } text)
            _first ??= (rule, member, index, text);
        else if (value is Value.Boolean)
            _hasBooleans = true;
        else
            _hasOthers |= value is not Value.Null;
    }

    private static string? WordOf(Value value) =>
        value is Value.String { Content: { Length: 4 or 5 } text } && Words.Has(EcmaCharacters.ToAsciiLower(text)) ? text : null;

    private static string MessageOf(string text) => $"the text `{text}` {Reason}";
}
