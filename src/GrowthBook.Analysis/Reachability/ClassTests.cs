using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace GrowthBook.Analysis;

/// <summary>
/// Tests classes of values. A test that a class does not decide is opaque: it has a truth of its own, the same for each occurrence
/// of the test, which the caller chooses.
/// </summary>
/// <param name="operands">The constants of all tests of the attribute.</param>
/// <param name="payload">The payload with the saved groups.</param>
/// <param name="work">The steps that are left.</param>
internal sealed class ClassTests(Operands operands, Payload payload, WorkLimit work)
{
    /// <summary>The number of opaque tests whose truths are tried; further ones are unknown.</summary>
    private const int MaxOpaque = 6;

    /// <summary>The name of a bare operand.</summary>
    private const string Bare = "";

    /// <summary>The parts of tests are known by reference: a comparison of long lists takes as long as a test.</summary>
    private static readonly IEqualityComparer<(string Name, Value Operand)> SamePart = EqualityComparer<(string Name, Value Operand)>.Create(
        (left, right) => left.Name == right.Name && ReferenceEquals(left.Operand, right.Operand),
        part => HashCode.Combine(part.Name, RuntimeHelpers.GetHashCode(part.Operand)));

    /// <summary>The operators and bare operands within tests, each compiled once for all classes.</summary>
    private readonly Dictionary<(string Name, Value Operand), OperandTest> _parts = new(SamePart);

    /// <summary>The answers of all lengths to the operands of <c>$size</c>, which are known by reference.</summary>
    private readonly Dictionary<Value, Truth> _lengths = new(ReferenceEqualityComparer.Instance);

    private readonly string[] _bounds = [.. operands.OrderBounds];
    private readonly string[] _versions = [.. operands.Versions];
    private readonly List<string> _opaque = [];

    /// <summary>A text that no test compares with: it is longer than all of them.</summary>
    private readonly Value.String _otherText = new(new string('~', operands.Texts.Max(text => text.Length) + 1));

    /// <summary>The number of opaque tests that the present class has met and whose truths are tried.</summary>
    public int OpaqueCount => _opaque.Count;

    /// <summary>The truths of the opaque tests, one bit each.</summary>
    public int OpaqueTruths { get; set; }

    /// <summary>Begins another class.</summary>
    public void Begin()
    {
        _opaque.Clear();
        OpaqueTruths = 0;
    }

    /// <summary>Whether the values of a class pass a test.</summary>
    public Truth Passes(ValueClass values, AttributeTest test) => values switch
    {
        ValueClass.Exactly exactly => test.Passes(exactly.Value, work),
        ValueClass.NumberLike or ValueClass.Text or ValueClass.List => Test(values, test.Operand),
        _ => throw new UnreachableException(),
    };

    private Truth Test(ValueClass values, Value operand)
    {
        if (operand is Value.Object operators && ConditionCompiler.IsOperators(operators))
            return Truths.All(operators.Select(test => Test(values, test.Key, test.Value)).ToArray());
        return (values, operand) switch
        {
            (ValueClass.NumberLike number, _) => Exact(number.Number, Bare, operand),
            (ValueClass.List { JoinedText: { } text }, Value.String or Value.Number) => Exact(new Value.String(text), Bare, operand),
            (_, Value.Number number) => Truths.Of(TraitsOf(values).Number == number.Content),
            (_, Value.Boolean boolean) => Truths.Of(boolean.Content), // neither an array nor a text but the empty one is falsy
            (ValueClass.List, Value.Array) => Opaque(Bare, operand),
            _ => Truth.False,
        };
    }

    private Truth Test(ValueClass values, string name, Value operand) => name switch
    {
        "$not" => Truths.Not(Test(values, operand)),
        "$ne" => Truths.Not(Test(values, "$eq", operand)),
        "$nin" when operand is Value.Array => Truths.Not(Test(values, "$in", operand)),
        "$nini" when operand is Value.Array => Truths.Not(Test(values, "$ini", operand)),
        "$inGroup" or "$notInGroup" when operand is Value.String group => InGroup(group, name == "$inGroup"),
        "$regex" or "$regexi" when values is ValueClass.List { JoinedText: { } text } => Exact(new Value.String(text), name, operand),
        "$regex" or "$regexi" => Opaque(name, operand),
        "$lt" or "$lte" or "$gt" or "$gte" when values is not ValueClass.NumberLike => Compares(values, name, operand),
        "$veq" or "$vne" or "$vlt" or "$vlte" or "$vgt" or "$vgte" => ComparesVersion(values, name, operand),
        "$ini" when values is ValueClass.Text text && operand is Value.Array items => Truths.Of(items.Any(item =>
            item is Value.String other && EcmaCase.ToLower(other.Content) == text.Traits.Lower)),
        "$in" or "$ini" when operand is Value.Array { Count: 0 } => Truth.False,
        "$size" when values is ValueClass.List && Length(operand) is not Truth.Unknown and var answer => answer,
        "$in" or "$ini" or "$all" or "$alli" or "$elemMatch" or "$size" when values is ValueClass.List => Opaque(name, operand),
        _ => Exact(Example(values), name, operand),
    };

    /// <summary>A value of the class for the tests that do not tell its values apart.</summary>
    private Value Example(ValueClass values) => values switch
    {
        ValueClass.NumberLike number => number.Number,
        ValueClass.Text => _otherText,
        ValueClass.List => Value.Array.Empty,
        ValueClass.Exactly exactly => exactly.Value,
        _ => throw new UnreachableException(),
    };

    private Truth InGroup(Value.String group, bool isIn)
    {
        if (payload.SavedGroups.Values(new SavedGroupReference(group.Content)) is not { } ids)
            return Truth.False;
        var belongs = ids.IsEmpty ? Truth.False : Opaque("$inGroup", group);
        return isIn ? belongs : Truths.Not(belongs);
    }

    private Truth Length(Value operand)
    {
        if (!_lengths.TryGetValue(operand, out var answer))
            _lengths[operand] = answer = ListLengths.Answer(operand, payload, work);
        return answer;
    }

    private Truth Compares(ValueClass values, string name, Value operand)
    {
        if (values is ValueClass.List { JoinedText: { } text })
            return Exact(new Value.String(text), name, operand);
        if (Coercion.PrimitiveText(operand) is { } bound)
            return Truths.Of(Orders.Holds(OrderOf(name), Position(TraitsOf(values).OrderPosition, _bounds, bound)));
        return Truths.Of(Coercion.Compare(TraitsOf(values).Number, Coercion.ToNumber(operand)) is { } order && Orders.Holds(OrderOf(name), order));
    }

    private Truth ComparesVersion(ValueClass values, string name, Value operand) => values switch
    {
        ValueClass.Text text => AtVersion(text.Traits.VersionPosition, name, operand),
        ValueClass.NumberLike number => AtVersion(number.VersionPosition, name, operand),
        _ => Exact(Value.Array.Empty, name, operand), // an array counts as version 0
    };

    private Truth AtVersion(int position, string name, Value operand) =>
        Truths.Of(Orders.Holds(OrderOf(name), Position(position, _versions, PaddedVersion.Of(operand))));

    private static int Position(int position, string[] bounds, string bound) =>
        position.CompareTo((2 * Array.BinarySearch(bounds, bound, StringComparer.Ordinal)) + 1);

    private static Order OrderOf(string name) => name switch
    {
        "$lt" or "$vlt" => Order.Less,
        "$lte" or "$vlte" => Order.LessOrEqual,
        "$gt" or "$vgt" => Order.Greater,
        "$gte" or "$vgte" => Order.GreaterOrEqual,
        "$veq" => Order.Equal,
        _ => Order.NotEqual,
    };

    private static TextTraits TraitsOf(ValueClass values) => values is ValueClass.Text text ? text.Traits : ((ValueClass.List)values).Traits;

    private Truth Opaque(string name, Value operand)
    {
        var key = Part(name, operand).Json;
        var index = _opaque.IndexOf(key);
        if (index < 0 && _opaque.Count == MaxOpaque)
            return Truth.Unknown;
        if (index < 0)
        {
            index = _opaque.Count;
            _opaque.Add(key);
        }
        return Truths.Of((OpaqueTruths >> index & 1) == 1);
    }

    private Truth Exact(Value value, string name, Value operand) => Part(name, operand).Passes(value, work);

    private OperandTest Part(string name, Value operand)
    {
        if (!_parts.TryGetValue((name, operand), out var part))
            _parts[(name, operand)] = part = new OperandTest(name == Bare ? operand : new Value.Object { [name] = operand }, payload);
        return part;
    }
}
