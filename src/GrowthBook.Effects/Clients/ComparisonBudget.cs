namespace GrowthBook.Client;

/// <summary>Bounds the comparisons of names for slips, of about half a microsecond each, because users wait for them. Thread-safe.</summary>
/// <param name="comparisons">The most comparisons.</param>
internal sealed class ComparisonBudget(int comparisons = ComparisonBudget.Most)
{
    /// <summary>The comparisons after each payload.</summary>
    public const int Most = 20_000;

    private int _left = comparisons;

    /// <summary>Whether no comparison is left.</summary>
    public bool IsUsedUp => Volatile.Read(ref _left) <= 0;

    /// <summary>Takes one comparison; <c>false</c> after the last.</summary>
    public bool TryTake() => Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) >= 0;
}
