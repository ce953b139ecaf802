using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// The members of a JSON object, read by their expected types. As in the reference, <c>null</c> counts as absent. A
/// member of the wrong type is reported; one that takes part in targeting also makes the whole object
/// <see cref="IsMalformed"/>, because ignoring it could widen the audience.
/// </summary>
internal ref struct Members
{
    private readonly Value.Object? _source;
    private readonly ReadOnlySpan<string> _names;
    private readonly ReadOnlySpan<Value> _items;

    public Members(Value.Object source, Faults faults)
    {
        _source = source;
        Faults = faults;
    }

    /// <param name="names">The names; of several that are the same the last one counts.</param>
    /// <param name="items">The value of each.</param>
    /// <param name="faults">Collects the faults.</param>
    public Members(ReadOnlySpan<string> names, ReadOnlySpan<Value> items, Faults faults)
    {
        _names = names;
        _items = items;
        Faults = faults;
    }

    public bool IsMalformed { get; private set; }

    public Faults Faults { get; }

    /// <summary>The value of a member, a null reference where it is absent or <c>null</c>.</summary>
    public readonly Value? Find(string name) => Raw(name) is { } value and not Value.Null ? value : null;

    /// <summary>The value of a member, also where it is <c>null</c>; a null reference where it is absent.</summary>
    public readonly Value? Raw(string name)
    {
        if (_source is not null)
            return _source.Find(name);
        for (var i = _names.Length - 1; i >= 0; i--)
        {
            if (_names[i] == name)
                return _items[i];
        }
        return null;
    }

    public readonly bool Has(string name) => Raw(name) is not null;

    /// <summary>Warns of members that objects of this kind do not have.</summary>
    public readonly void Expect(MemberNames known, bool keepsOthers = false)
    {
        foreach (var name in _source is null ? _names : _source.Names)
        {
            if (!known.Has(name))
                Faults.UnknownMember(known, name, keepsOthers);
        }
    }

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        Value.String text => text.Content,
        _ => Wrong<string?>(name, "a string"),
    };

    /// <summary>A text; the empty one counts as absent.</summary>
    public string? NonEmptyText(string name) => Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>A text that decides nothing: of the wrong type it is left out, with a warning.</summary>
    public readonly string? Label(string name)
    {
        var value = Find(name);
        if (value is null or Value.String)
            return (value as Value.String)?.Content;
        Faults.WarningAt(name, "not a string; it is left out");
        return null;
    }

    public double? Number(string name) => Find(name) switch
    {
        null => null,
        Value.Number number => number.Content,
        _ => Wrong<double?>(name, "a number"),
    };

    public int? Integer(string name) => Find(name) switch
    {
        null => null,
        Value.Number { Content: var number } when number == (int)number => (int)number,
        _ => Wrong<int?>(name, "an integer"),
    };

    /// <summary>A boolean; other types count by their truthiness, with a warning.</summary>
    public readonly bool? Flag(string name)
    {
        var value = Find(name);
        if (value is not null and not Value.Boolean)
            Faults.WarningAt(name, $"not a boolean; it counts as {(value.IsTruthy ? "true" : "false")}");
        return value?.IsTruthy;
    }

    public Value.Array? Array(string name) => Find(name) switch
    {
        null => null,
        Value.Array array => array,
        _ => Wrong<Value.Array?>(name, "an array"),
    };

    public Value.Object? Object(string name) => Find(name) switch
    {
        null => null,
        Value.Object members => members,
        _ => Wrong<Value.Object?>(name, "an object"),
    };

    /// <summary>The elements of an array, each read by a function that gives <c>null</c> for the wrong type.</summary>
    public ImmutableArray<T> List<T>(string name, string what, Func<Value, T?> read)
        where T : struct
    {
        if (Array(name) is not { } array)
            return default;
        var items = ImmutableArray.CreateBuilder<T>(array.Count);
        Faults.Position.Enter(name);
        for (var i = 0; i < array.Count; i++)
        {
            Faults.Position.Enter(i);
            if (read(array[i]) is { } item)
                items.Add(item);
            else
                Wrong(what);
            Faults.Position.Leave();
        }
        Faults.Position.Leave();
        return items.DrainToImmutable();
    }

    /// <summary>The objects of an array, each read by a function that returns <c>null</c> for a malformed one.</summary>
    public ImmutableArray<T> Objects<T, TState>(string name, TState state, Func<Value.Object, Faults, TState, T?> read)
        where T : class
    {
        if (Array(name) is not { } array)
            return default;
        var items = ImmutableArray.CreateBuilder<T>(array.Count);
        Faults.Position.Enter(name);
        for (var i = 0; i < array.Count; i++)
        {
            Faults.Position.Enter(i);
            if (array[i] is not Value.Object members)
                Wrong("an object");
            else if (read(members, Faults, state) is { } item)
                items.Add(item);
            else
                IsMalformed = true;
            Faults.Position.Leave();
        }
        Faults.Position.Leave();
        return items.DrainToImmutable();
    }

    /// <summary>Reports that a member that must be there is not.</summary>
    public void Missing(string name)
    {
        Faults.Error($"has no {name}");
        IsMalformed = true;
    }

    /// <summary>Reports a member that makes the object unusable.</summary>
    public void Refuse(string name, string reason)
    {
        Faults.ErrorAt(name, reason);
        IsMalformed = true;
    }

    /// <summary>Reports that a member is malformed.</summary>
    public void Malformed(string name, string what) => Wrong<object?>(name, what);

    private T Wrong<T>(string name, string what)
    {
        Faults.Position.Enter(name);
        Wrong(what);
        Faults.Position.Leave();
        return default!;
    }

    private void Wrong(string what)
    {
        Faults.Error($"not {what}");
        IsMalformed = true;
    }
}
