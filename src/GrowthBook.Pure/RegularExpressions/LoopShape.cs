namespace GrowthBook.RegularExpressions;

/// <summary>A loop whose iterations are counted or may be empty (the parameters of RepeatMatcher, 22.2.2.3.1).</summary>
internal readonly struct LoopShape(int min, int max, bool isGreedy, int countRegister, int startRegister)
{
    public int Min { get; } = min;

    public int Max { get; } = max;

    public bool IsGreedy { get; } = isGreedy;

    /// <summary>The count at which counting may stop, because a higher one makes no difference.</summary>
    public int CountLimit { get; } = max == RepeatNode.Unlimited ? min : max;

    public int CountRegister { get; } = countRegister;

    /// <summary>The register of the position where the iteration began, or -1 when it cannot be empty.</summary>
    public int StartRegister { get; } = startRegister;

    /// <summary>The instruction after the loop.</summary>
    public int Exit { get; init; }
}
