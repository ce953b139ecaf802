namespace GrowthBook.Analysis;

/// <summary>
/// The steps that an analysis may still take, counted so that the answer is the same on each machine. Without steps left, nothing more is
/// proved or measured.
/// </summary>
/// <param name="steps">The number of steps.</param>
/// <param name="whole">The limit of the whole analysis, if this is the limit of a part.</param>
internal sealed class WorkLimit(long steps, WorkLimit? whole = null)
{
    /// <summary>The characters of seeds that are hashed for samples of one analysis.</summary>
    private const long MaxSampled = 65_536;

    private long _left = steps;

    /// <summary>The limit of the samples of the whole analysis, counted in characters of seeds: exact measures do not wait for estimates.</summary>
    public WorkLimit Samples => whole?.Samples ?? (field ??= OfSamples());

    /// <summary>The limit of the samples of an analysis without another limit.</summary>
    public static WorkLimit OfSamples() => new(MaxSampled);

    /// <summary>Whether steps were refused, so that something is not proved or measured.</summary>
    public bool IsSpent => _left < 0;

    /// <summary>The limit of one part of several: an equal share of the steps that are left.</summary>
    /// <param name="parts">The number of parts that do not have their share.</param>
    public WorkLimit Share(int parts) => new(Math.Max(0, _left) / parts, this);

    /// <summary>Takes steps; <c>false</c> if there are not so many left, and from then on.</summary>
    public bool TryTake(long count)
    {
        if (_left < count || whole?.TryTake(count) is false)
        {
            _left = -1;
            return false;
        }
        _left -= count;
        return true;
    }
}
