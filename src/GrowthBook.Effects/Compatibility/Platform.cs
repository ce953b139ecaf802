using System.Runtime.CompilerServices;
#if NET
using System.Runtime.Intrinsics.X86;
#endif

namespace GrowthBook.Client;

/// <summary>Members of .NET that .NET Standard 2.0 lacks.</summary>
internal static class Platform
{
    /// <summary>Opens the body of a response.</summary>
    public static Task<Stream> ReadStreamAsync(this HttpContent content, CancellationToken cancellationToken) =>
#if NET
        content.ReadAsStreamAsync(cancellationToken);
#else
        content.ReadAsStreamAsync().OrCancelled(cancellationToken);
#endif

    /// <summary>Reads at least one byte and at most <paramref name="count"/> bytes; 0 at the end of the stream.</summary>
    public static ValueTask<int> ReadSomeAsync(this Stream stream, byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
#if NET
        stream.ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
#else
        new(stream.ReadAsync(buffer, offset, count, cancellationToken));
#endif

    /// <summary>The bytes that the current thread has allocated; always 0 on .NET Standard 2.0.</summary>
    public static long AllocatedBytes() =>
#if NET
        GC.GetAllocatedBytesForCurrentThread();
#else
        0;
#endif

    /// <summary>Whether the program runs in a browser, where nothing can wait for a payload.</summary>
    public static bool IsBrowser =>
#if NET
        OperatingSystem.IsBrowser();
#else
        false;
#endif

    /// <summary>Completes all reads before all later ones.</summary>
    public static void ReadBarrier() =>
#if NET
        Volatile.ReadBarrier();
#else
        Interlocked.MemoryBarrier();
#endif

    /// <summary>Completes all writes before all later ones.</summary>
    public static void WriteBarrier() =>
#if NET
        Volatile.WriteBarrier();
#else
        Interlocked.MemoryBarrier();
#endif

    /// <summary>Starts to load a place in memory into the processor's cache. On x86 the processor does not wait for it.</summary>
    public static void Prefetch(ref ulong place)
    {
#if NET
        if (Sse.IsSupported)
        {
            // A collection can move the place: then the load is in vain, and never a fault.
            unsafe
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref place));
            }
            return;
        }
#endif
        Load(ref place);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // otherwise the JIT removes the load, because the result is not used
    private static ulong Load(ref ulong place) => Volatile.Read(ref place);

    /// <summary>A random number for jitter, from 0 inclusive to 1 exclusive. Thread-safe.</summary>
    public static double NextRandom()
    {
#if NET
        return Random.Shared.NextDouble();
#else
        lock (Shared)
            return Shared.NextDouble();
#endif
    }

#if !NET
    private static readonly Random Shared = new();
#endif
}
