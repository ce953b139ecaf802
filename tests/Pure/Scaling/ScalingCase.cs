using System.Diagnostics;

namespace GrowthBook.Pure.Tests.Scaling;

/// <summary>One input of the search: its texts at each size, and the work of reading and evaluating them.</summary>
/// <param name="seed">Decides the input, the part that grows, and the sizes.</param>
internal sealed class ScalingCase(int seed)
{
    /// <summary>Bytes that may be allocated for a step: a regular expression keeps at most an entry of its stack for each.</summary>
    private const long BytesPerStep = 64;

    /// <summary>Differences below this are those of one larger array or table.</summary>
    private const long Noise = 1 << 17;

    /// <summary>
    /// Twice the input may add at most so many times as much as the doubling before it, and twice that for four times the input: 2 if linear, 4 if
    /// quadratic.
    /// </summary>
    private const double Growth = 3;

    /// <summary>Characters of the largest of the first inputs, which two repetitions within each other exceed.</summary>
    private const int LongestInput = 400_000;

    /// <summary>Characters below this do not decide how long a case takes.</summary>
    private const int ShortInput = 1_000_000;

    private static readonly int[] SmallestSizes = [8, 32, 128];

    /// <summary>The product of smaller ones is less than what a larger array or table adds.</summary>
    private static readonly int[] SmallestSizesOfTwo = [128, 4];

    /// <summary>The larger sizes at which a finding is confirmed, in units of the smallest size.</summary>
    private static readonly int[] BeyondConstants = [16, 32, 64];

    /// <summary>
    /// The most microseconds per thousand characters of the input and steps, at any size. Not asserted, because it depends on the machine: a
    /// seed far above the others may do work that takes no steps.
    /// </summary>
    public double Slowest { get; private set; }

    /// <summary>Measures the work at four sizes.</summary>
    /// <returns>The work that grows faster than the input; <c>null</c> if none does.</returns>
    public string? Finding()
    {
        var repetitions = Texts((-1, -1), 0).Repetitions;
        var random = new Random(seed);
        var (grown, smallest) = ((First: random.Next(repetitions), Second: -1), SmallestSizes[random.Next(SmallestSizes.Length)]);
        if (random.Next(4) == 0)
        {
            grown.Second = random.Next(repetitions);
            smallest = SmallestSizesOfTwo.First(size => size == SmallestSizesOfTwo[^1] || Length(Texts(grown, 8 * size)) <= LongestInput);
        }
        var work = new List<Work>();
        Measure(Texts(grown, 2)); // so that static data does not count
        for (var size = smallest; work.Count < 4; size *= 2)
        {
            work.Add(Measure(Texts(grown, size)));
            if (work[^1].Steps > ConditionScope.StepLimit)
                return $"seed {seed}: {work[^1].Steps} steps of one evaluation at size {size}";
        }
        if (Names(work, 1) is not { } first)
            return null;
        // Some costs are multiplied by a constant that small inputs do not reach: results of prerequisites are dropped at most 100 times.
        foreach (var factor in BeyondConstants)
        {
            if (Length(Texts(grown, smallest * factor)) >= GrowingText.MaxLength)
                return null; // it did not grow to its size
            work.Add(Measure(Texts(grown, smallest * factor)));
        }
        return Names(work, 2) == first
            ? $"seed {seed}: {first} grows faster than the input; part {grown}, sizes from {smallest}, doubled: {string.Join("; ", work)}"
            : null;
    }

    public (string Payload, string Attributes, string Url, int Repetitions) Texts((int First, int Second) grown, int size)
    {
        var text = new GrowingText(seed, grown.First, size, grown.Second);
        return (PayloadGrammar.Payload(text), SubjectGrammar.Attributes(text), SubjectGrammar.Url(text), text.Repetitions);
    }

    /// <summary>The first kind of work that grew too fast.</summary>
    /// <param name="work">The work at sizes that double.</param>
    /// <param name="doublings">
    /// How many doublings a difference spans. One is enough to suspect. Two confirm: a buffer that doubles grows in steps, which a single doubling
    /// may meet twice or not at all.
    /// </param>
    private static string? Names(List<Work> work, int doublings)
    {
        var (before, middle, last) = (work[^(1 + (2 * doublings))], work[^(1 + doublings)], work[^1]);
        var input = (last.Length - middle.Length) / (double)Math.Max(1, middle.Length - before.Length);
        var growth = Math.Pow(Growth, doublings) * Math.Max(1, input / Math.Pow(2, doublings));
        for (var kind = 0; kind < Work.Kinds.Length; kind++)
        {
            var (earlier, later) = (middle.Bytes[kind] - before.Bytes[kind], last.Bytes[kind] - middle.Bytes[kind]);
            if (later > (growth * Math.Max(0, earlier)) + Noise + (BytesPerStep * last.Steps))
                return Work.Kinds[kind];
        }
        return null;
    }

    private Work Measure((string Payload, string Attributes, string Url, int Repetitions) texts)
    {
        var watch = Stopwatch.StartNew();
        Payload payload = null!;
        Attributes attributes = null!;
        var reading = AllocatedBytes.During(() => (payload, attributes) = (Payload.Parse(texts.Payload).Value, Attributes.Parse(texts.Attributes).Value));
        var context = new Context(payload, attributes) { Url = texts.Url, StickyBuckets = seed % 3 == 0 ? StickyBuckets.Empty : null };
        var steps = 0L;
        var evaluating = AllocatedBytes.During(() => steps = Math.Max(Steps(context, "f0"), Steps(context, "f1")));
        var all = AllocatedBytes.During(() => Evaluator.EvalAll(context).Result.ToPayload().ToJson());
        var page = AllocatedBytes.During(() => Evaluator.EvalPage(context));
        var experiments = AllocatedBytes.During(() => Evaluator.RunExperiments(context, payload.Experiments));
        var explaining = AllocatedBytes.During(() => Evaluator.Explain(context, "f0").ToString());
        var length = Length(texts);
        Slowest = Math.Max(Slowest, watch.Elapsed.TotalMicroseconds * 1e3 / (length + steps + ShortInput));
        return new Work([reading, evaluating, all, page, experiments, explaining], steps, length);
    }

    private static int Length((string Payload, string Attributes, string Url, int Repetitions) texts) => texts.Payload.Length + texts.Attributes.Length + texts.Url.Length;

    private static long Steps(Context context, string feature)
    {
        var state = new EvaluationState(context, null);
        FeatureEvaluation.Evaluate(feature, ref state);
        return ConditionScope.StepLimit - (long)state.Scope.Steps;
    }

    /// <summary>Counted work.</summary>
    /// <param name="Bytes">The bytes allocated by each kind.</param>
    /// <param name="Steps">The steps of the costlier of two features.</param>
    /// <param name="Length">The characters of the input.</param>
    private sealed record Work(long[] Bytes, long Steps, int Length)
    {
        public static readonly string[] Kinds = ["reading", "evaluating a feature", "evaluating all features", "evaluating the page", "running experiments", "explaining a feature"];

        public override string ToString() => $"{Length:N0} characters: {string.Join(", ", Bytes.Select(bytes => FormattableString.Invariant($"{bytes:N0}")))} bytes, {Steps:N0} steps";
    }
}
