using GrowthBook.Client;

namespace GrowthBook.Readme.Tests.Fixtures;

/// <summary>A table that refuses each second row once.</summary>
internal sealed class Table
{
    private readonly HashSet<EffectEvent> _refused = [];

    public List<EffectEvent> Rows { get; } = [];

    public async Task<IReadOnlyList<bool>> InsertAsync(IReadOnlyList<EffectEvent> rows, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        var isWritten = rows.Select((row, index) => index % 2 == 0 || !_refused.Add(row)).ToList();
        Rows.AddRange(rows.Where((_, index) => isWritten[index]));
        return isWritten;
    }
}
