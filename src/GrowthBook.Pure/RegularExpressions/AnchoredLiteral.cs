namespace GrowthBook.RegularExpressions;

/// <summary>
/// An expression that is literal text bound to an end of the input, such as <c>^foo</c>, <c>\.io$</c> or
/// <c>^exact$</c>. One comparison answers it, without running the machine.
/// </summary>
internal sealed class AnchoredLiteral
{
    private readonly string _text;
    private readonly bool _atStart;
    private readonly bool _atEnd;

    private AnchoredLiteral(string text, bool atStart, bool atEnd)
    {
        _text = text;
        _atStart = atStart;
        _atEnd = atEnd;
    }

    /// <summary>The literal a program comes down to, or null when it is anything else.</summary>
    public static AnchoredLiteral? Of(EcmaRegexProgram program)
    {
        var code = program.Instructions;
        var at = 0;
        var atStart = code[at].Op == Opcode.InputStart;
        at += atStart ? 1 : 0;
        var text = string.Empty;
        if (code[at].Op == Opcode.Unit)
        {
            text = ((char)code[at++].A).ToString();
        }
        else if (code[at].Op == Opcode.Text)
        {
            text = program.Text.Substring(code[at].A, code[at].B);
            at++;
        }

        var atEnd = code[at].Op == Opcode.InputEnd;
        at += atEnd ? 1 : 0;
        return code[at].Op == Opcode.Match && (atStart || atEnd) ? new AnchoredLiteral(text, atStart, atEnd) : null;
    }

    public bool Matches(ReadOnlySpan<char> input)
    {
        var text = _text.AsSpan();
        if (_atStart)
        {
            return input.StartsWith(text) && (!_atEnd || input.Length == text.Length);
        }

        return input.EndsWith(text);
    }
}
