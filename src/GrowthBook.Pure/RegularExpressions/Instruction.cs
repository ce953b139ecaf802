namespace GrowthBook.RegularExpressions;

/// <summary>The operation of an <see cref="Instruction"/>. The machine backtracks when a condition does not hold.</summary>
internal enum Opcode : byte
{
    /// <summary>The expression matches.</summary>
    Match,

    /// <summary>Takes the code unit A.</summary>
    Unit,

    /// <summary>Takes a member of the set A.</summary>
    Set,

    /// <summary>Takes the B code units of the program text from A on.</summary>
    Text,

    /// <summary>Requires the start of the input (clause 22.2.2.4, <c>^</c> without the <c>m</c> flag).</summary>
    InputStart,

    /// <summary>Requires the end of the input (<c>$</c> without the <c>m</c> flag).</summary>
    InputEnd,

    /// <summary>Requires a word boundary.</summary>
    WordBoundary,

    /// <summary>Requires that there is no word boundary.</summary>
    NotWordBoundary,

    /// <summary>Continues at A.</summary>
    Jump,

    /// <summary>Continues at B, and at A if that fails.</summary>
    Split,

    /// <summary>Continues at the next instruction, and at A if that fails; directly at A unless unit B is next.</summary>
    SplitOnUnit,

    /// <summary>Continues at the next instruction, and at A if that fails; directly at A unless a member of B is next.</summary>
    SplitOnSet,

    /// <summary>Takes as many members of the set A as it can, B to C of them, giving them back one by one.</summary>
    TakeMost,

    /// <summary>As <see cref="TakeMost"/>, but never gives back.</summary>
    TakeAll,

    /// <summary>Takes B members of the set A, and further ones one by one up to C when the rest fails.</summary>
    TakeFewest,

    /// <summary>Stores the position in register A at the start of a group or an iteration.</summary>
    Mark,

    /// <summary>Sets the capture with the base register A.</summary>
    GroupClose,

    /// <summary>Clears the captures with base registers A to B.</summary>
    Forget,

    /// <summary>Takes the text of the capture with the base register A again; ignoring case when B is one.</summary>
    Backreference,

    /// <summary>Sets the counter of loop A to zero.</summary>
    LoopEnter,

    /// <summary>Starts an iteration of loop A or leaves the loop.</summary>
    LoopHead,

    /// <summary>Ends an iteration of loop A.</summary>
    LoopTail,

    /// <summary>Begins a condition; stores position and pending alternatives in registers A and A + 1.</summary>
    LookEnter,

    /// <summary>Begins a negative condition like <see cref="LookEnter"/>; continues at B when the condition fails.</summary>
    LookEnterNegative,

    /// <summary>The condition stored in A holds: drops its alternatives and returns to its position.</summary>
    LookHolds,

    /// <summary>The negative condition stored in A holds: undoes everything in it and backtracks.</summary>
    LookHoldsNegative,
}

/// <summary>
/// One instruction. <see cref="Step"/> is the direction of reading: 1 to the right, and -1 to the left inside a
/// lookbehind.
/// </summary>
internal readonly struct Instruction(Opcode op, sbyte step, int a, int b, int c)
{
    public Opcode Op { get; } = op;

    public sbyte Step { get; } = step;

    public int A { get; init; } = a;

    public int B { get; init; } = b;

    public int C { get; } = c;
}
