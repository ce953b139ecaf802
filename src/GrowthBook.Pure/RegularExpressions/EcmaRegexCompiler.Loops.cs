namespace GrowthBook.RegularExpressions;

/// <content>Quantifiers, and parts that cannot change whether a match exists.</content>
internal sealed partial class EcmaRegexCompiler
{
    /// <summary>
    /// Drops work at both ends of an expression that cannot change whether a match exists: <c>.*x</c> matches
    /// somewhere exactly when <c>x</c> does, and <c>x+</c> at the end exactly when <c>x</c> does.
    /// </summary>
    public RegexNode TrimForTest(RegexNode root)
    {
        root = Bare(root);
        var items = new List<RegexNode>(root is SequenceNode sequence ? sequence.Items : [root]);
        int first = 0, end = items.Count;
        while (first < end && Bare(items[first]) is RepeatNode repeat && Bare(repeat.Body) is UnitNode)
        {
            if (repeat.Min > 0)
            {
                items[first] = repeat.AtLeast();
                break;
            }
            first++;
        }
        while (first < end && Bare(items[end - 1]) is RepeatNode repeat)
        {
            if (repeat.Min > 0)
            {
                items[end - 1] = repeat.AtLeast();
                break;
            }
            end--;
        }
        return end - first == 1 ? items[first] : new SequenceNode(items.GetRange(first, end - first));
    }

    private void EmitRepeat(RepeatNode repeat, sbyte step, RegexNode? next)
    {
        if (repeat.Max == 0)
            return;
        if (Bare(repeat.Body) is UnitNode unit)
        {
            var op = CannotGiveBack(repeat, unit, next, step) ? Opcode.TakeAll
                : repeat.IsGreedy ? Opcode.TakeMost
                : Opcode.TakeFewest;
            Add(op, step, SetIndex(unit.ToClass()), repeat.Min, repeat.Max);
            return;
        }
        // Without back references only the set of matched strings counts, and an iteration that may be empty
        // anywhere need not be forced.
        var min = _keptBefore is null && repeat.Body.Emptiness == Emptiness.Always ? 0 : repeat.Min;
        var isUncounted = (min, repeat.Max) is (0 or 1, RepeatNode.Unlimited) or (0, 1);
        if (isUncounted && repeat.Body.Emptiness == Emptiness.Never)
            EmitUncountedLoop(repeat, step);
        else
            EmitCountedLoop(repeat, min, step);
    }

    /// <summary>Whether giving characters back never helps the following node to match.</summary>
    private bool CannotGiveBack(RepeatNode repeat, UnitNode unit, RegexNode? next, sbyte step)
    {
        if (repeat.Min == repeat.Max)
            return true;
        return repeat.IsGreedy && next is not null && Lead(next, step) switch
        {
            UnitNode following => unit.IsDisjointFrom(following),
            AssertionNode { Condition: Opcode.InputEnd } => step > 0,
            AssertionNode { Condition: Opcode.InputStart } => step < 0,
            _ => false,
        };
    }

    private void EmitUncountedLoop(RepeatNode repeat, sbyte step)
    {
        var start = _code.Count;
        if (repeat.Min == 0)
            Add(Opcode.Split, step);
        EmitForget(repeat, step);
        Emit(repeat.Body, step);
        var end = _code.Count;
        if (repeat.Min > 0)
        {
            Add(Opcode.Split, step, repeat.IsGreedy ? end + 1 : start, repeat.IsGreedy ? start : end + 1);
            return;
        }
        if (repeat.Max > 1)
        {
            Add(Opcode.Jump, step, start);
            end++;
        }
        _code[start] = _code[start] with
        {
            A = repeat.IsGreedy ? end : start + 1,
            B = repeat.IsGreedy ? start + 1 : end,
        };
    }

    private void EmitCountedLoop(RepeatNode repeat, int min, sbyte step)
    {
        var count = _registers++;
        var start = repeat.Body.Emptiness == Emptiness.Never ? -1 : _registers++;
        var index = _loops.Count;
        var shape = new LoopShape(min, repeat.Max, repeat.IsGreedy, count, start);
        _loops.Add(shape);
        Add(Opcode.LoopEnter, step, index);
        var head = _code.Count;
        Add(Opcode.LoopHead, step, index, head + 1);
        if (start >= 0)
            Add(Opcode.Mark, step, start);
        EmitForget(repeat, step);
        Emit(repeat.Body, step);
        Add(Opcode.LoopTail, step, index, head);
        _loops[index] = shape with { Exit = _code.Count };
    }

    private void EmitForget(RepeatNode repeat, sbyte step)
    {
        if (_keptBefore is null)
            return;
        int first = _keptBefore[repeat.FirstGroup], end = _keptBefore[repeat.LastGroup + 1];
        if (first < end)
            Add(Opcode.Forget, step, first * RegistersPerCapture, (end - 1) * RegistersPerCapture);
    }
}
