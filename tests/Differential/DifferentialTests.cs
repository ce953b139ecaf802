using System.Globalization;
using Xunit.Abstractions;

namespace GrowthBook.Pure.Differential;

/// <summary>Generated payloads, users and conditions, evaluated here and by the reference SDK.</summary>
public class DifferentialTests(ITestOutputHelper output)
{
#if PURE_NETSTANDARD
    // The twin asks whether the other build differs, for which fewer records are enough.
    private const int Share = 5;
#else
    private const int Share = 1;
#endif

    [SkippableFact]
    public void Results_and_effects_are_those_of_the_reference()
    {
        if (Reference.Missing() is { } missing)
        {
            Assert.False(Environment.GetEnvironmentVariable("GROWTHBOOK_CI") == "1", missing);
            Skip.If(true, missing);
        }
        var count = int.Parse(Setting("GROWTHBOOK_DIFFERENTIAL_CASES") ?? "5000", CultureInfo.InvariantCulture) / Share;
        var seed = Setting("GROWTHBOOK_DIFFERENTIAL_SEED") ?? $"{DateTime.UtcNow.Ticks / TimeSpan.TicksPerMillisecond % 1_000_000_000}";
        Say($"seed {seed}, {count} records; GROWTHBOOK_DIFFERENTIAL_SEED={seed} draws them again");

        var comparison = new Comparison(seed);
        foreach (var line in Reference.Records(seed, count))
            comparison.Add(line.Span);

        Say($"{comparison}");
        Assert.True(comparison.Different == 0, $"{comparison}");
        Assert.Equal(count, comparison.Count);
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    // The output of a test that passed is not shown, but the seed is to be seen in every run.
    private void Say(string text)
    {
        output.WriteLine(text);
        Console.WriteLine(text);
    }
}
