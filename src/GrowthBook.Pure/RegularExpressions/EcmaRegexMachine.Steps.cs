namespace GrowthBook.RegularExpressions;

/// <content>The instructions that need more than a comparison.</content>
internal ref partial struct EcmaRegexMachine
{
    /// <summary>The number of characters that a text comparison or a search processes per extra step.</summary>
    public const int CharactersPerStep = 8;

    private bool TakesText(in Instruction instruction, ref int at)
    {
        var length = instruction.B;
        var start = instruction.Step > 0 ? at : at - length;
        if (start < 0 || start > _input.Length - length)
            return false;
        _steps -= length / CharactersPerStep;
        at += instruction.Step * length;
        return _input.Slice(start, length).SequenceEqual(_program.Text.AsSpan(instruction.A, length));
    }

    /// <summary>A repeated single character; every character taken costs a step.</summary>
    private bool Takes(in Instruction instruction, int pc, ref int at)
    {
        var set = _program.Sets[instruction.A];
        var room = instruction.Step > 0 ? _input.Length - at : at;
        var least = instruction.B;
        if (room < least)
            return false;
        var most = instruction.Op == Opcode.TakeFewest ? least : Math.Min(instruction.C, room);
        var taken = 0;
        for (var i = at + (instruction.Step >> 1); taken < most && set.Contains(_input[i]); i += instruction.Step)
            taken++;
        _steps -= taken;
        if (taken < least)
            return false;
        var start = at;
        at += instruction.Step * taken;
        if (instruction.Op == Opcode.TakeFewest)
            Push(EntryKind.OneMore, pc, at, instruction.C - least);
        else if (instruction.Op == Opcode.TakeMost && taken > least)
            Push(EntryKind.OneLess, pc, at, start + (instruction.Step * least));
        return true;
    }

    private void CloseGroup(int register, int at)
    {
        var opened = _registers[register + 2];
        Assign(register, Math.Min(opened, at));
        Assign(register + 1, Math.Max(opened, at));
    }

    private void Forget(int first, int last)
    {
        for (var register = first; register <= last; register += 3)
        {
            _steps--;
            if (_registers[register] >= 0)
                Assign(register, -1);
        }
    }

    /// <summary>BackreferenceMatcher (22.2.2.7.2): a group that captured nothing matches the empty string.</summary>
    private bool TakesCapture(in Instruction instruction, ref int at)
    {
        var captured = _registers[instruction.A];
        if (captured < 0)
            return true;
        var length = _registers[instruction.A + 1] - captured;
        var start = instruction.Step > 0 ? at : at - length;
        if (start < 0 || start > _input.Length - length)
            return false;
        var same = 0;
        while (same < length && IsSame(_input[captured + same], _input[start + same], instruction.B))
            same++;
        _steps -= same;
        at += instruction.Step * length;
        return same == length;
    }

    private static bool IsSame(char left, char right, int ignoreCase) =>
        left == right || (ignoreCase != 0 && EcmaCase.Canonicalize(left) == EcmaCase.Canonicalize(right));

    /// <summary>RepeatMatcher (22.2.2.3.1): the next instruction, inside the loop or after it.</summary>
    private int EnterIteration(in LoopShape loop, int body, int at)
    {
        var count = _registers[loop.CountRegister];
        if (count >= loop.Max)
            return loop.Exit;
        if (count >= loop.Min)
        {
            Push(EntryKind.Alternative, loop.IsGreedy ? loop.Exit : body, at, 0);
            if (!loop.IsGreedy)
                return loop.Exit;
        }
        return body;
    }

    /// <summary>
    /// Counts an iteration. False when an optional iteration took nothing, which RepeatMatcher rejects:
    /// <c>/^(?:a?)*$/</c> must not loop forever.
    /// </summary>
    private bool LeaveIteration(in LoopShape loop, int at)
    {
        var count = _registers[loop.CountRegister];
        if (loop.StartRegister >= 0 && count >= loop.Min && _registers[loop.StartRegister] == at)
            return false;
        if (count < loop.CountLimit)
            Assign(loop.CountRegister, count + 1);
        return true;
    }

    private void EnterLookaround(in Instruction instruction, int at)
    {
        _registers[instruction.A] = at;
        _registers[instruction.A + 1] = _depth;
        if (instruction.Op == Opcode.LookEnterNegative)
            Push(EntryKind.Alternative, instruction.B, at, 0);
    }

    /// <summary>
    /// Ends a condition that holds. Drops its alternatives and keeps its captures. Values to restore on a later
    /// backtrack stay on the stack; conditions around this one go through them again, so each entry takes a step.
    /// </summary>
    private int KeepLookaround(int register)
    {
        var kept = _registers[register + 1];
        _steps -= (_depth - kept) / EntrySize;
        for (var entry = kept; entry < _depth; entry += EntrySize)
        {
            if ((EntryKind)(_stack[entry] & KindMask) == EntryKind.PutBack)
            {
                _stack.Slice(entry, EntrySize).CopyTo(_stack.Slice(kept));
                kept += EntrySize;
            }
        }
        _depth = kept;
        return _registers[register];
    }
}
