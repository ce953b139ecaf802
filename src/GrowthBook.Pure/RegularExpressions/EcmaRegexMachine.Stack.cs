namespace GrowthBook.RegularExpressions;

/// <content>The stack of alternatives and of values to restore.</content>
internal ref partial struct EcmaRegexMachine
{
    private const int EntrySize = 3;
    private const int KindBits = 2;
    private const int KindMask = (1 << KindBits) - 1;

    /// <summary>The largest stack, in integers (24 MiB); a larger one counts as an exhausted budget.</summary>
    private const int LargestStack = 6 * 1024 * 1024;

    /// <summary>The meaning of an entry of three integers. The first integer is <c>target * 4 + kind</c>.</summary>
    private enum EntryKind
    {
        /// <summary>Continue at instruction <c>target</c> from a position.</summary>
        Alternative,

        /// <summary>Restore the register <c>target</c>, then continue with the entry below.</summary>
        PutBack,

        /// <summary>Let the greedy instruction <c>target</c> give back one character, down to a position.</summary>
        OneLess,

        /// <summary>Let the lazy instruction <c>target</c> take one more character, up to its limit.</summary>
        OneMore,
    }

    private void Push(EntryKind kind, int target, int value, int bound)
    {
        if (_depth + EntrySize > _stack.Length)
            Grow();
        var entry = _stack.Slice(_depth, EntrySize);
        entry[2] = bound;
        entry[1] = value;
        entry[0] = (target << KindBits) | (int)kind;
        _depth += EntrySize;
    }

    private void Grow()
    {
        if (_stack.Length >= LargestStack)
        {
            _steps = 0;
            _depth = 0;
            return;
        }
        var larger = new int[Math.Min(LargestStack, Math.Max(768, _stack.Length * 2))];
        _stack.CopyTo(larger);
        _stack = larger;
    }

    private void Assign(int register, int value)
    {
        Push(EntryKind.PutBack, register, _registers[register], 0);
        _registers[register] = value;
    }

    /// <summary>Continues with the latest alternative; false when none is left.</summary>
    private bool Backtrack(ref int pc, ref int at)
    {
        while (_depth > 0)
        {
            var entry = _stack.Slice(_depth - EntrySize, EntrySize);
            var target = entry[0] >> KindBits;
            switch ((EntryKind)(entry[0] & KindMask))
            {
                case EntryKind.Alternative:
                    _depth -= EntrySize;
                    pc = target;
                    at = entry[1];
                    return true;

                case EntryKind.PutBack:
                    _depth -= EntrySize;
                    _registers[target] = entry[1];
                    break;

                case EntryKind.OneLess:
                    entry[1] -= _program.Instructions[target].Step;
                    at = entry[1];
                    pc = target + 1;
                    if (at == entry[2])
                        _depth -= EntrySize;
                    return true;

                default:
                    if (TakesOneMore(entry, target))
                    {
                        at = entry[1];
                        pc = target + 1;
                        return true;
                    }
                    _depth -= EntrySize;
                    break;
            }
        }
        return false;
    }

    private readonly bool TakesOneMore(Span<int> entry, int target)
    {
        ref readonly var instruction = ref _program.Instructions[target];
        var next = entry[1] + (instruction.Step >> 1);
        if (entry[2] == 0 || (uint)next >= (uint)_input.Length
            || !_program.Sets[instruction.A].Contains(_input[next]))
        {
            return false;
        }
        entry[1] += instruction.Step;
        entry[2]--;
        return true;
    }

    /// <summary>Drops entries down to a depth and restores the registers they hold.</summary>
    private void UndoTo(int depth)
    {
        _steps -= (_depth - depth) / EntrySize;
        while (_depth > depth)
        {
            _depth -= EntrySize;
            if ((EntryKind)(_stack[_depth] & KindMask) == EntryKind.PutBack)
                _registers[_stack[_depth] >> KindBits] = _stack[_depth + 1];
        }
    }
}
