using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace GrowthBook.Pure.Tests.Scaling;

/// <summary>
/// Searches for an input of which one part or two, grown, cost more than their share: more bytes than linear, or more steps than an evaluation has.
/// The seeds are fixed; <c>GROWTHBOOK_SCALING_MINUTES</c> searches for so long, from <c>GROWTHBOOK_SCALING_SEED</c> on.
/// </summary>
public class ScalingSearchTests(ITestOutputHelper output)
{
    private const int SlowestShown = 10;

    /// <summary>CI tries more.</summary>
    private static readonly int Cases = Environment.GetEnvironmentVariable("GROWTHBOOK_CI") == "1" ? 150 : 40;

    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(Number("GROWTHBOOK_SCALING_MINUTES"));

    [Fact]
    public void No_part_of_an_input_costs_more_than_its_share()
    {
        var watch = Stopwatch.StartNew();
        var (first, findings, slowest) = (Number("GROWTHBOOK_SCALING_SEED"), new List<string>(), new PriorityQueue<int, double>());
        var seed = first;
        for (; watch.Elapsed < Duration || seed < first + Cases; seed++)
        {
            var tried = new ScalingCase(seed);
            if (tried.Finding() is { } finding)
                findings.Add(finding);
            slowest.Enqueue(seed, tried.Slowest);
            if (slowest.Count > SlowestShown)
                slowest.Dequeue();
        }
        output.WriteLine($"{seed - first:N0} cases; the slowest seeds per character and step: {string.Join(", ", slowest.UnorderedItems.OrderByDescending(item => item.Priority)
            .Select(item => FormattableString.Invariant($"{item.Element} ({item.Priority:N0} µs per thousand)")))}");
        Assert.True(findings.Count == 0, string.Join("\n", findings.Take(20)));
    }

    /// <summary>A generator that ends up with texts of no meaning would find nothing.</summary>
    [Fact]
    public void Most_payloads_have_usable_features_and_some_have_faults()
    {
        var payloads = Enumerable.Range(0, Cases).Select(seed => Payload.Parse(new ScalingCase(seed).Texts((-1, -1), 0).Payload)).ToArray();

        Assert.DoesNotContain(payloads, payload => payload.Errors.Any(error => error.Severity == ErrorSeverity.Fatal));
        Assert.InRange(payloads.Count(payload => payload.Errors.IsEmpty), Cases / 20, Cases * 3 / 4);
        Assert.InRange(payloads.Count(payload => payload.Value.FeatureKeys.Count > 1), Cases / 2, Cases);
    }

    [Theory]
    [InlineData(0, "aaa|bc")]
    [InlineData(1, "a|bcbcbc")]
    [InlineData(2, "a|bccc")]
    [InlineData(1, "aaa|bcbcbc", 0)]
    [InlineData(1, "a|bcccbcccbccc", 2)]
    public void Grown_repetitions_grow_and_the_others_stay(int grown, string expected, int other = -1)
    {
        var text = new GrowingText(0, grown, 3, other);
        text.Times(1, _ => text.Add("a")).Add("|").Times(1, _ => text.Add("b").Times(1, _ => text.Add("c")));

        Assert.Equal((expected, 3), (text.Take(), text.Repetitions));
    }

    private static int Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
