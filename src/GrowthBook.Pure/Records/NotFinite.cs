namespace GrowthBook;

/// <summary>
/// The infinities and NaN of a record, which JSON writes as <c>null</c>: the record's member <c>notFinite</c> has the same members and indices
/// on the way to each of them, and its name in the place of the number.
/// </summary>
internal static class NotFinite
{
    private const string Member = "notFinite";

    /// <summary>The record, with the member if it has such a number.</summary>
    public static Value.Object AddTo(Value.Object record) => NamesOf(record) is { } names ? record.With(Member, names) : record;

    /// <summary>The record with the numbers that the member names, and without the member.</summary>
    public static Value.Object Restore(Value.Object record, Faults faults)
    {
        if (record.Find(Member) is not { } names)
            return record;
        faults.Position.Enter(Member);
        var rest = new ObjectMembers(record.Count);
        foreach (var member in record.Where(static member => member.Key != Member))
            rest.Set(member.Key, member.Value);
        var restored = Restore(new Value.Object(rest), names, faults) as Value.Object;
        faults.Position.Leave();
        return restored!;
    }

    private static Value? NamesOf(Value value) => value switch
    {
        Value.Number { Content: var number } when NameOf(number) is { } name => name,
        Value.Array array => Names(array.Select((item, i) => (EcmaNumber.ToText(i), item))),
        Value.Object members => Names(members.Select(member => (member.Key, member.Value))),
        _ => null,
    };

    private static Value.Object? Names(IEnumerable<(string Name, Value Value)> parts)
    {
        ObjectMembers? names = null;
        foreach (var (name, value) in parts)
        {
            if (NamesOf(value) is { } named)
                (names ??= new ObjectMembers()).Set(name, named);
        }
        return names is null ? null : new Value.Object(names);
    }

    private static string? NameOf(double number) =>
        double.IsNaN(number) || double.IsInfinity(number) ? EcmaNumber.ToText(number) : null;

    private static double? NumberOf(string name) => name switch
    {
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => null,
    };

    private static Value Restore(Value value, Value names, Faults faults)
    {
        switch (value, names)
        {
            case (Value.Null, Value.String name) when NumberOf(name.Content) is { } number:
                return number;
            case (Value.Object members, Value.Object parts):
                var restored = new ObjectMembers(members.Count);
                foreach (var member in members)
                    restored.Set(member.Key, Part(member.Value, member.Key, parts, faults));
                return new Value.Object(restored);
            case (Value.Array items, Value.Object parts):
                return new Value.Array(items.Select((item, i) => Part(item, EcmaNumber.ToText(i), parts, faults)).ToArray());
            default:
                faults.Warning("names no null of the record as Infinity, -Infinity or NaN; it is ignored");
                return value;
        }
    }

    private static Value Part(Value value, string name, Value.Object names, Faults faults)
    {
        if (names.Find(name) is not { } named)
            return value;
        faults.Position.Enter(name);
        var restored = Restore(value, named, faults);
        faults.Position.Leave();
        return restored;
    }
}
