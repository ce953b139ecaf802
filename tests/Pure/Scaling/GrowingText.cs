using System.Text;

namespace GrowthBook.Pure.Tests.Scaling;

/// <summary>
/// Text from a seeded grammar, in which one repetition or two can grow while everything else stays the same. A repetition has a number, in the
/// order in which the grammar comes to it; the repetitions inside of an item have the same numbers in each item.
/// </summary>
/// <param name="seed">Decides everything but the grown repetitions.</param>
/// <param name="grown">The number of the repetition that grows; -1 for none.</param>
/// <param name="size">How many items a grown repetition has.</param>
/// <param name="other">The number of another repetition that grows. Default: -1, none.</param>
internal sealed class GrowingText(int seed, int grown, int size, int other = -1)
{
    /// <summary>Beyond so many characters no repetition adds an item: three repetitions within each other would take all memory.</summary>
    public const int MaxLength = 32_000_000;

    private readonly StringBuilder _text = new();
    private Random _random = new(seed);

    /// <summary>The number of repetitions so far.</summary>
    public int Repetitions { get; private set; }

    public int Below(int limit) => _random.Next(limit);

    public bool OneIn(int count) => _random.Next(count) == 0;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    public GrowingText Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>From 1 to <paramref name="most"/> items, or as many as the grown repetition has. All items make the same choices.</summary>
    public GrowingText Times(int most, Action<int> item, string separator = "")
    {
        var number = Repetitions++;
        var (choices, first, outer) = (_random.Next(), Repetitions, _random);
        var count = 1 + _random.Next(most);
        if (number == grown || number == other)
            count = size;
        for (var i = 0; i < count && _text.Length < MaxLength; i++)
        {
            (_random, Repetitions) = (new Random(choices), first);
            if (i > 0)
                _text.Append(separator);
            item(i);
        }
        _random = outer;
        return this;
    }

    /// <summary>The text since the last call.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }
}
