using System.Text;

namespace GrowthBook.RegularExpressions;

/// <summary>
/// Turns a tree into a program. Every piece is compiled once, for the one direction in which it is read
/// (CompileSubpattern, 22.2.2.3), and captures are kept only for groups that a back reference names.
/// </summary>
internal sealed partial class EcmaRegexCompiler
{
    private const int RegistersPerCapture = 3;

    private readonly bool _ignoreCase;
    private readonly List<Instruction> _code = [];
    private readonly List<CharacterClass> _sets = [];
    private readonly List<LoopShape> _loops = [];
    private readonly StringBuilder _text = new();

    /// <summary>Per group number how many lower groups are kept, with the total at the end; null when none is.</summary>
    private readonly int[]? _keptBefore;
    private int _registers;

    /// <param name="referenced">Per group number whether its capture matters; null when none does.</param>
    /// <param name="ignoreCase">The <c>i</c> flag, for back references.</param>
    public EcmaRegexCompiler(bool[]? referenced, bool ignoreCase)
    {
        _ignoreCase = ignoreCase;
        if (referenced is null)
            return;
        _keptBefore = new int[referenced.Length + 1];
        for (var i = 0; i < referenced.Length; i++)
            _keptBefore[i + 1] = _keptBefore[i] + (referenced[i] ? 1 : 0);
        _registers = _keptBefore[referenced.Length] * RegistersPerCapture;
    }

    public EcmaRegexProgram Compile(RegexNode root)
    {
        Emit(root, 1);
        Add(Opcode.Match, 1);
        return new EcmaRegexProgram(
            _code.ToArray(), _sets.ToArray(), _text.ToString(), _loops.ToArray(), _registers);
    }

    private void Emit(RegexNode node, sbyte step)
    {
        switch (Bare(node))
        {
            case UnitNode unit:
                EmitUnit(unit, step);
                break;
            case SequenceNode sequence:
                EmitSequence(sequence, step);
                break;
            case AlternationNode alternation:
                EmitAlternation(alternation, step);
                break;
            case GroupNode group:
                Add(Opcode.Mark, step, CaptureBase(group.Number) + 2);
                Emit(group.Body, step);
                Add(Opcode.GroupClose, step, CaptureBase(group.Number));
                break;
            case BackreferenceNode reference:
                Add(Opcode.Backreference, step, CaptureBase(reference.Number), _ignoreCase ? 1 : 0);
                break;
            case AssertionNode assertion:
                Add(assertion.Condition, step);
                break;
            case LookaroundNode look:
                EmitLookaround(look);
                break;
            case RepeatNode repeat:
                EmitRepeat(repeat, step, next: null);
                break;
        }
    }

    private void EmitUnit(UnitNode unit, sbyte step)
    {
        if (unit.Set is null)
            Add(Opcode.Unit, step, unit.Value);
        else
            Add(Opcode.Set, step, SetIndex(unit.Set));
    }

    /// <summary>Emits items in reading order; neighbouring literals become one text.</summary>
    private void EmitSequence(SequenceNode sequence, sbyte step)
    {
        var items = sequence.Items;
        var at = step > 0 ? 0 : items.Count - 1;
        while (at >= 0 && at < items.Count)
        {
            var end = at;
            while (end >= 0 && end < items.Count && Bare(items[end]) is UnitNode { Set: null })
                end += step;
            var length = (end - at) * step;
            if (length > 1)
            {
                Add(Opcode.Text, step, _text.Length, length);
                for (var i = step > 0 ? at : end + 1; length > 0; i++, length--)
                    _text.Append(((UnitNode)Bare(items[i])).Value);
                at = end;
                continue;
            }
            var next = at + step;
            if (Bare(items[at]) is RepeatNode repeat)
                EmitRepeat(repeat, step, next >= 0 && next < items.Count ? items[next] : null);
            else
                Emit(items[at], step);
            at = next;
        }
    }

    private void EmitAlternation(AlternationNode alternation, sbyte step)
    {
        var last = alternation.Alternatives.Count - 1;
        var exits = new List<int>(last);
        for (var i = 0; i < last; i++)
        {
            var alternative = alternation.Alternatives[i];
            var split = _code.Count;
            switch (Lead(alternative, step))
            {
                case UnitNode { Set: null } unit:
                    Add(Opcode.SplitOnUnit, step, 0, unit.Value);
                    break;
                case UnitNode { Set: { } set }:
                    Add(Opcode.SplitOnSet, step, 0, SetIndex(set));
                    break;
                default:
                    Add(Opcode.Split, step, 0, split + 1);
                    break;
            }
            Emit(alternative, step);
            exits.Add(_code.Count);
            Add(Opcode.Jump, step);
            Retarget(split, _code.Count);
        }
        Emit(alternation.Alternatives[last], step);
        foreach (var exit in exits)
            Retarget(exit, _code.Count);
    }

    private void EmitLookaround(LookaroundNode look)
    {
        var step = (sbyte)(look.IsBehind ? -1 : 1);
        var registers = _registers;
        _registers += 2;
        var enter = _code.Count;
        Add(look.IsNegative ? Opcode.LookEnterNegative : Opcode.LookEnter, step, registers);
        Emit(look.Body, step);
        Add(look.IsNegative ? Opcode.LookHoldsNegative : Opcode.LookHolds, step, registers);
        _code[enter] = _code[enter] with { B = _code.Count };
    }

    /// <summary>The node without groups whose capture is unused.</summary>
    private RegexNode Bare(RegexNode node)
    {
        while (node is GroupNode group && !IsKept(group.Number))
            node = group.Body;
        return node;
    }

    /// <summary>The node that is read first, if it is certain.</summary>
    private RegexNode Lead(RegexNode node, sbyte step)
    {
        node = Bare(node);
        while (node is SequenceNode { Items.Count: > 0 } sequence)
            node = Bare(sequence.Items[step > 0 ? 0 : sequence.Items.Count - 1]);
        return node is RepeatNode { Min: > 0 } repeat && Bare(repeat.Body) is UnitNode unit ? unit : node;
    }

    private bool IsKept(int number) => _keptBefore is not null && _keptBefore[number + 1] > _keptBefore[number];

    private int CaptureBase(int number) => _keptBefore![number] * RegistersPerCapture;

    private int SetIndex(CharacterClass set)
    {
        var count = _sets.Count;
        if (count > 0 && ReferenceEquals(_sets[count - 1], set))
            return count - 1;
        _sets.Add(set);
        return count;
    }

    private void Add(Opcode op, sbyte step, int a = 0, int b = 0, int c = 0) =>
        _code.Add(new Instruction(op, step, a, b, c));

    private void Retarget(int instruction, int target) =>
        _code[instruction] = _code[instruction] with { A = target };
}
