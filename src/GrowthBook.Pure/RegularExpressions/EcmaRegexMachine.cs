namespace GrowthBook.RegularExpressions;

/// <summary>
/// Runs a program: the matchers and continuations of 22.2.2 with an explicit stack in place of recursion.
/// The stack holds the alternatives to try and, between them, the values to restore first.
/// </summary>
internal ref partial struct EcmaRegexMachine
{
    private readonly ReadOnlySpan<char> _input;
    private readonly EcmaRegexProgram _program;
    private readonly Span<int> _registers;
    private Span<int> _stack;
    private int _depth;
    private int _steps;

    /// <param name="program">The program to run.</param>
    /// <param name="input">The text to match.</param>
    /// <param name="memory">Memory for registers and stack; if it is too small, the heap is used.</param>
    /// <param name="steps">The limit of steps for all runs together.</param>
    public EcmaRegexMachine(EcmaRegexProgram program, ReadOnlySpan<char> input, Span<int> memory, int steps)
    {
        _program = program;
        _input = input;
        _depth = 0;
        _steps = steps;
        var registers = program.RegisterCount;
        if (registers > memory.Length / 2)
        {
            _registers = registers <= steps ? new int[registers] : [];
            _stack = memory;
            _steps -= registers; // they are allocated and filled
        }
        else
        {
            _registers = memory.Slice(0, registers);
            _stack = memory.Slice(registers);
        }
        _registers.Fill(-1);
    }

    /// <summary>The steps that are left.</summary>
    public readonly int Steps => Math.Max(0, _steps);

    /// <summary>Takes the steps of a search for the next position.</summary>
    public void TakeSearch(int characters) => _steps -= characters / CharactersPerStep;

    /// <summary>Whether the program matches from a position on. A run without a match changes nothing.</summary>
    public RegexOutcome Run(int pc, int at)
    {
        var input = _input;
        var code = _program.Instructions;
        while (--_steps >= 0)
        {
            ref readonly var instruction = ref code[pc];
            var next = at + (instruction.Step >> 1);
            switch (instruction.Op)
            {
                case Opcode.Match:
                    return RegexOutcome.Match;

                case Opcode.Unit:
                    if ((uint)next < (uint)input.Length && input[next] == instruction.A)
                    {
                        at += instruction.Step;
                        pc++;
                        continue;
                    }
                    break;

                case Opcode.Set:
                    if ((uint)next < (uint)input.Length && _program.Sets[instruction.A].Contains(input[next]))
                    {
                        at += instruction.Step;
                        pc++;
                        continue;
                    }
                    break;

                case Opcode.Text:
                    if (TakesText(in instruction, ref at))
                    {
                        pc++;
                        continue;
                    }
                    break;

                case Opcode.InputStart:
                    if (at == 0)
                    {
                        pc++;
                        continue;
                    }
                    break;

                case Opcode.InputEnd:
                    if (at == input.Length)
                    {
                        pc++;
                        continue;
                    }
                    break;

                case Opcode.WordBoundary:
                case Opcode.NotWordBoundary:
                    if (IsWordBoundary(at) == (instruction.Op == Opcode.WordBoundary))
                    {
                        pc++;
                        continue;
                    }
                    break;

                case Opcode.Jump:
                    pc = instruction.A;
                    continue;

                case Opcode.Split:
                    Push(EntryKind.Alternative, instruction.A, at, 0);
                    pc = instruction.B;
                    continue;

                case Opcode.SplitOnUnit:
                    if ((uint)next < (uint)input.Length && input[next] == instruction.B)
                    {
                        Push(EntryKind.Alternative, instruction.A, at, 0);
                        pc++;
                    }
                    else
                    {
                        pc = instruction.A;
                    }
                    continue;

                case Opcode.SplitOnSet:
                    if ((uint)next < (uint)input.Length && _program.Sets[instruction.B].Contains(input[next]))
                    {
                        Push(EntryKind.Alternative, instruction.A, at, 0);
                        pc++;
                    }
                    else
                    {
                        pc = instruction.A;
                    }
                    continue;

                case Opcode.TakeMost:
                case Opcode.TakeAll:
                case Opcode.TakeFewest:
                    if (Takes(in instruction, pc, ref at))
                    {
                        pc++;
                        continue;
                    }
                    break;

                case Opcode.Mark:
                    Assign(instruction.A, at);
                    pc++;
                    continue;

                case Opcode.GroupClose:
                    CloseGroup(instruction.A, at);
                    pc++;
                    continue;

                case Opcode.Forget:
                    Forget(instruction.A, instruction.B);
                    pc++;
                    continue;

                case Opcode.Backreference:
                    if (TakesCapture(in instruction, ref at))
                    {
                        pc++;
                        continue;
                    }
                    break;

                case Opcode.LoopEnter:
                    Assign(_program.Loops[instruction.A].CountRegister, 0);
                    pc++;
                    continue;

                case Opcode.LoopHead:
                    pc = EnterIteration(in _program.Loops[instruction.A], instruction.B, at);
                    continue;

                case Opcode.LoopTail:
                    if (LeaveIteration(in _program.Loops[instruction.A], at))
                    {
                        pc = instruction.B;
                        continue;
                    }
                    break;

                case Opcode.LookEnter:
                case Opcode.LookEnterNegative:
                    EnterLookaround(in instruction, at);
                    pc++;
                    continue;

                case Opcode.LookHolds:
                    at = KeepLookaround(instruction.A);
                    pc++;
                    continue;

                default:
                    UndoTo(_registers[instruction.A + 1]);
                    break;
            }
            if (!Backtrack(ref pc, ref at))
                return RegexOutcome.NoMatch;
        }
        return RegexOutcome.BudgetExhausted;
    }

    private bool IsWordBoundary(int at) => IsWord(at - 1) != IsWord(at);

    private bool IsWord(int at) => (uint)at < (uint)_input.Length && CharacterClass.Word.Contains(_input[at]);
}
