namespace GrowthBook;

/// <summary>Collects effects. A mutable value: it is passed by reference and never stored.</summary>
internal struct EffectsBuilder
{
    private Effect? _first;
    private Effect? _second;
    private Effect? _third;
    private Effect? _fourth;
    private Effect[]? _rest;

    /// <summary>A builder with room for a number of effects.</summary>
    public EffectsBuilder(int capacity) => _rest = capacity > Effects.Inline ? new Effect[capacity - Effects.Inline] : null;

    public int Count { get; private set; }

    public readonly Effect this[int index] => index switch
    {
        0 => _first!,
        1 => _second!,
        2 => _third!,
        3 => _fourth!,
        _ => _rest![index - Effects.Inline],
    };

    public void Add(Effect effect)
    {
        switch (Count)
        {
            case 0:
                _first = effect;
                break;
            case 1:
                _second = effect;
                break;
            case 2:
                _third = effect;
                break;
            case 3:
                _fourth = effect;
                break;
            default:
                AddToRest(effect);
                break;
        }
        Count++;
    }

    /// <param name="hasReachedStepLimit">Whether a test of the evaluation did not match because no steps were left.</param>
    public readonly Effects Build(bool hasReachedStepLimit = false)
    {
        var rest = _rest;
        var used = Math.Max(0, Count - Effects.Inline);
        if (rest is not null && rest.Length > 2 * used) // less room is not worth a copy
            Array.Resize(ref rest, used);
        return new Effects(_first, _second, _third, _fourth, rest, Count, hasReachedStepLimit);
    }

    private void AddToRest(Effect effect)
    {
        var at = Count - Effects.Inline;
        if (_rest is null)
            _rest = new Effect[4];
        else if (at == _rest.Length)
            Array.Resize(ref _rest, at * 2);
        _rest[at] = effect;
    }
}
