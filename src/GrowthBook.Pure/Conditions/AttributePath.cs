namespace GrowthBook;

/// <summary>
/// A path to an attribute, split once: <c>device.os.0</c> is member <c>os</c> of <c>device</c>, then element 0.
/// </summary>
internal sealed class AttributePath
{
    private readonly string[] _rest;

    public AttributePath(string text)
    {
        Text = text;
        var steps = text.Split('.');
        First = steps[0];
        _rest = steps.Length == 1 ? [] : steps.Skip(1).ToArray();
    }

    public string Text { get; }

    public string First { get; }

    /// <summary>The value at the path, <c>null</c> (JSON) where a step does not exist.</summary>
    public Value Read(in Subject subject)
    {
        var value = subject.Find(First);
        foreach (var step in _rest)
            value = value is null ? null : Step(value, step);
        return value ?? Value.Null.Instance;
    }

    /// <summary>
    /// One step: a member of an object; an index or <c>length</c> of an array, which ECMAScript's <c>in</c> finds
    /// there too. A string has no steps.
    /// </summary>
    public static Value? Step(Value value, string step)
    {
        switch (value)
        {
            case Value.Object members:
                return members.Find(step);
            case Value.Array array when step == "length":
                return new Value.Number(array.Count);
            case Value.Array array when ObjectMembers.IsArrayIndex(step, out var index) && index < array.Count:
                return array[(int)index];
            default:
                return null;
        }
    }
}
