using System.Numerics;
using System.Runtime.InteropServices;

namespace GrowthBook.Analysis;

/// <summary>
/// Random inputs that are not independent of each other although their seeds differ. Version 1 hashes the seed after the value: the state after the value
/// decides both buckets, and similar seeds of one length give similar buckets.
/// </summary>
internal static class DependentInputs
{
    /// <summary>The number of states whose buckets estimate a joint distribution: a share of one half of all users has a standard error of 0.2 %.</summary>
    public const int SampleSize = 1 << 16;

    /// <summary>The standard errors that an estimate may be off.</summary>
    private const double Deviations = 4;

    /// <summary>The error of a share of one half from which on a reason names it.</summary>
    private const double NamedError = 0.02;

    /// <summary>The states after a value that are sampled: SplitMix64 of their numbers.</summary>
    private static readonly Lazy<uint[]> States = new(() => [.. Enumerable.Range(1, SampleSize).Select(i => (uint)AttributeIds.Mix(unchecked((ulong)i * 0x9E3779B97F4A7C15)))]);

    private const string Estimates = "depend on each other, so that the shares are estimates";

    private const string TooMany = "depend on each other, and there are too many rules for an estimate";

    /// <summary>The first two that depend on each other; <c>null</c> if none do.</summary>
    public static (BucketSource One, BucketSource Other)? Among(IEnumerable<BucketSource> sources)
    {
        var first = new Dictionary<BucketSource, BucketSource>();
        foreach (var source in sources)
        {
            if (source.State is { } state && !first.TryAdd(state, source) && first[state] != source)
                return (first[state], source);
        }
        return null;
    }

    /// <summary>The first two that decide the assignments; <c>null</c> if none do.</summary>
    public static (BucketSource One, BucketSource Other)? Among(IEnumerable<Assignment> assignments) => Among(assignments.SelectMany(assignment => assignment.Varying));

    /// <summary>The reason why shares are estimates, in words, with their error if the sample has few of the users.</summary>
    /// <param name="pair">Inputs that depend on each other.</param>
    /// <param name="included">The share of all users that the shares are of.</param>
    public static string Reason((BucketSource One, BucketSource Other) pair, double included = 1)
    {
        var error = ErrorOf(0.5, included);
        return $"{Names(pair)}, which {Estimates}{(error < NamedError ? "" : FormattableString.Invariant($", with an error of up to {100 * error:0.0} %"))}";
    }

    /// <summary>How far an estimated share can be from the real one: four standard errors, by the score interval of Wilson.</summary>
    /// <param name="share">The estimated share among the included users.</param>
    /// <param name="included">The share of all users that are included. The states that a sample has of them are counted by it.</param>
    public static double ErrorOf(double share, double included)
    {
        const double Squared = Deviations * Deviations;
        var states = included * SampleSize;
        return ((Squared * Math.Abs(0.5 - share)) + (Deviations * Math.Sqrt((states * share * (1 - share)) + (Squared / 4)))) / (states + Squared);
    }

    /// <summary>The reason why shares have no estimate, in words.</summary>
    public static string ReasonOfTooMany((BucketSource One, BucketSource Other) pair) => $"{Names(pair)}, which {TooMany}";

    /// <summary>Whether a reason is that of <see cref="Reason"/>, with or without an error: shares are measured, but not exact.</summary>
    public static bool IsEstimate(string? reason) => reason?.Contains(Estimates, StringComparison.Ordinal) is true;

    /// <summary>The bucket after each state of a fixed sequence. The state of the hash after a value is uniform over all states.</summary>
    /// <param name="source">A source of version 1.</param>
    /// <param name="count">The number of states, a power of 2 from 64 to <see cref="SampleSize"/>.</param>
    public static ushort[] BucketsOf(BucketSource source, int count = SampleSize)
    {
        var states = States.Value[..count];
        var vectors = MemoryMarshal.Cast<uint, Vector<uint>>(states.AsSpan());
        foreach (var c in source.Seed)
        {
            for (var i = 0; i < vectors.Length; i++)
                vectors[i] = (vectors[i] ^ new Vector<uint>(c)) * HashSeed.Prime;
        }
        return Array.ConvertAll(states, state => (ushort)(state % source.Grain));
    }

    /// <summary>Both inputs in words.</summary>
    private static string Names((BucketSource One, BucketSource Other) pair) =>
        $"{Name(pair.One)} and {Name(pair.Other)} give `{PlainText.Of(pair.One.Attribute, PlainText.MaxName)}` buckets of hash version 1";

    private static string Name(BucketSource source) => source.NamespaceId is { } id ? $"the namespace `{PlainText.Of(id, PlainText.MaxName)}`" : $"the seed `{PlainText.Of(source.Seed, PlainText.MaxName)}`";
}
