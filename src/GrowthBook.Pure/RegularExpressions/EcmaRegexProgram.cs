namespace GrowthBook.RegularExpressions;

/// <summary>
/// A compiled expression: instructions and the tables they refer to. Its size grows with the pattern and never
/// with the numbers in its quantifiers.
/// </summary>
internal sealed class EcmaRegexProgram(
    Instruction[] instructions, CharacterClass[] sets, string text, LoopShape[] loops, int registerCount)
{
    public Instruction[] Instructions { get; } = instructions;

    public CharacterClass[] Sets { get; } = sets;

    /// <summary>The literal texts, one after another.</summary>
    public string Text { get; } = text;

    public LoopShape[] Loops { get; } = loops;

    /// <summary>How many integers hold captures, counters and positions during a match.</summary>
    public int RegisterCount { get; } = registerCount;
}
