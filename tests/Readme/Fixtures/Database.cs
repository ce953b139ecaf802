using GrowthBook.Client;

namespace GrowthBook.Readme.Tests.Fixtures;

/// <summary>A database with a table of tracking events.</summary>
internal sealed class Database
{
    public List<TrackingEvent> Rows { get; } = [];

    public async Task InsertAsync(IEnumerable<TrackingEvent> rows, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        Rows.AddRange(rows);
    }
}
