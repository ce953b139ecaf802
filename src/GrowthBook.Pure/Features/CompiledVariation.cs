namespace GrowthBook;

/// <summary>A variation as its results show it.</summary>
internal sealed class CompiledVariation(Value value, int index, VariationMeta? meta)
{
    public Value Value => value;

    public string Key { get; } = string.IsNullOrEmpty(meta?.Key) ? EcmaNumber.ToText(index) : meta!.Key!;

    public string? Name => string.IsNullOrEmpty(meta?.Name) ? null : meta!.Name;

    public bool Passthrough => meta?.Passthrough is true;
}
