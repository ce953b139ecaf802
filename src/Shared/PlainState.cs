using System.Collections;

namespace GrowthBook.Client;

/// <summary>
/// The values of a log message in which texts are escaped and cut, as <see cref="PlainText"/> does: a text can be a payload's or a visitor's.
/// </summary>
internal sealed class PlainState : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>The name under which .NET's log messages have their template.</summary>
    private const string Template = "{OriginalFormat}";

    private readonly KeyValuePair<string, object?>[] _values;
    private readonly List<(string From, string To)> _replaced = [];

    private PlainState(IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        _values = [.. values];
        for (var i = 0; i < _values.Length; i++)
        {
            if (Unsafe(_values[i]) is not { } text)
                continue;
            var plain = PlainText.Of(text, PlainText.MaxMessage);
            _values[i] = new(_values[i].Key, plain);
            _replaced.Add((text, plain));
        }
    }

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    /// <summary>Returns the escaped values; <c>null</c> if all values can be logged as they are.</summary>
    public static PlainState? Of<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> values && values.Any(value => Unsafe(value) is not null) ? new PlainState(values) : null;

    /// <summary>Returns the message with the escaped values; longer values first, because they can contain the others.</summary>
    /// <param name="line">The message with the original values.</param>
    public string Line(string line) => PlainText.Of(
        _replaced.OrderByDescending(text => text.From.Length).Aggregate(line, (all, text) => all.Replace(text.From, text.To)), int.MaxValue);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string? Unsafe(KeyValuePair<string, object?> value) =>
        value.Value is string text && value.Key != Template && !ReferenceEquals(PlainText.Of(text, PlainText.MaxMessage), text) ? text : null;
}
