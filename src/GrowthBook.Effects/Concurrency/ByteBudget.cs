namespace GrowthBook.Client;

/// <summary>Bounds the memory of reads in progress together. Thread-safe.</summary>
/// <param name="max">The bytes of all reads, without those that each has for itself.</param>
/// <param name="free">The bytes that each read has for itself, and that do not count.</param>
internal sealed class ByteBudget(long max, int free)
{
    private readonly int _free = free;
    private long _taken;

    /// <summary>The bytes of all reads, without those that each has for itself.</summary>
    public long Max => max;

    /// <summary>Begins a read.</summary>
    /// <returns>The bytes of the read, which end with its disposal.</returns>
    public Share Begin() => new(this);

    private bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= max)
            return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    /// <summary>The bytes of one read. Not thread-safe.</summary>
    internal sealed class Share(ByteBudget budget) : IDisposable
    {
        private long _bytes;

        /// <summary>Whether the budget lacked bytes.</summary>
        public bool IsRefused { get; private set; }

        /// <summary>Grows the share.</summary>
        /// <param name="bytes">The bytes of the read from now on.</param>
        /// <returns>Whether the budget has them; otherwise the share stays as it is.</returns>
        public bool TryGrowTo(long bytes)
        {
            var counted = bytes - budget._free - _bytes;
            if (counted <= 0)
                return true;
            IsRefused = !budget.TryTake(counted);
            if (!IsRefused)
                _bytes += counted;
            return !IsRefused;
        }

        /// <summary>Gives the bytes back.</summary>
        public void Dispose()
        {
            Interlocked.Add(ref budget._taken, -_bytes);
            _bytes = 0;
        }
    }
}
