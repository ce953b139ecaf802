namespace GrowthBook.Readme.Tests.Fixtures;

/// <summary>An analytics library that sends in the background.</summary>
internal sealed class Analytics
{
    public List<string> Tracked { get; } = [];

    public void Track(params string[] words) => Tracked.Add(string.Join(' ', words));
}
