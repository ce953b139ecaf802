namespace GrowthBook;

/// <summary>
/// A path to an attribute, split once: <c>device.os.0</c> is member <c>os</c> of <c>device</c>, then element 0.
/// </summary>
internal readonly struct AttributePath
{
    private readonly string[]? _steps;

    public AttributePath(string text)
    {
        Text = text;
        _steps = text.Contains('.') ? text.Split('.') : null;
    }

    public string Text { get; }

    /// <summary>Whether the path has several steps.</summary>
    public bool HasSteps => _steps is not null;

    /// <summary>The name of the attribute that has the value.</summary>
    public string FirstStep => _steps is null ? Text : _steps[0];

    /// <summary>The value at the path, <c>null</c> (JSON) where a step does not exist.</summary>
    public Value Read(in Subject subject) => (_steps is null ? subject.Find(Text) : Walk(subject, _steps)) ?? Value.Null.Instance;

    /// <summary>
    /// One step: a member of an object; an index or <c>length</c> of an array, which ECMAScript's <c>in</c> finds
    /// there too. A string has no steps.
    /// </summary>
    public static Value? Step(Value value, string step) => value switch
    {
        Value.Object members => members.Find(step),
        Value.Array array when step == "length" => new Value.Number(array.Count),
        Value.Array array when ArrayIndex.TryParse(step, out var index) && index < array.Count => array[(int)index],
        _ => null,
    };

    private static Value? Walk(in Subject subject, string[] steps)
    {
        var value = subject.Find(steps[0]);
        for (var i = 1; i < steps.Length && value is not null; i++)
            value = Step(value, steps[i]);
        return value;
    }
}
