namespace GrowthBook.Client.Native;

/// <summary>Counts checks and collects the failed ones.</summary>
internal sealed class Checks
{
    private readonly List<string> _failed = [];
    private string _part = "";
    private int _count;

    /// <summary>Checks a part of the program. A part that throws has failed; the next part is still checked.</summary>
    public async Task RunAsync(string part, Func<Checks, Task> check)
    {
        _part = part;
        try
        {
            await check(this).WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (Exception e)
        {
            _failed.Add($"{part}: {e}");
        }
    }

    public void That(bool holds, string what)
    {
        _count++;
        if (!holds)
            _failed.Add($"{_part}: {what}");
    }

    public void Equal<T>(T expected, T actual, string what) =>
        That(EqualityComparer<T>.Default.Equals(expected, actual), $"{what}: expected `{expected}`, found `{actual}`");

    /// <summary>Prints the failures, and returns the exit code.</summary>
    public int Report()
    {
        foreach (var failure in _failed)
            Console.Error.WriteLine("FAILED: " + failure);
        Console.WriteLine(_failed.Count == 0
            ? $"GrowthBook.Effects and GrowthBook.Redis run natively: {_count} checks hold"
            : $"{_failed.Count} of {_count} checks failed");
        return _failed.Count == 0 ? 0 : 1;
    }
}
