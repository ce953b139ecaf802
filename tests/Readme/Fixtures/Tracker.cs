namespace GrowthBook.Readme.Tests.Fixtures;

/// <summary>A tracking service with asynchronous calls.</summary>
internal sealed class Tracker
{
    public List<string> Tracked { get; } = [];

    public Task TrackAsync(string exposure) => TrackAllAsync([exposure]);

    public Task SaveAsync(StickyAssignmentDocument document) => TrackAllAsync([document.Key]);

    public async Task TrackAllAsync(IEnumerable<string> lines)
    {
        await Task.Yield();
        lock (Tracked)
            Tracked.AddRange(lines);
    }
}
