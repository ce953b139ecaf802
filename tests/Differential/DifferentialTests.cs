using System.Globalization;
using Xunit.Abstractions;

namespace GrowthBook.Pure.Differential;

/// <summary>Generated payloads, users and conditions, evaluated here and by the reference SDK.</summary>
public class DifferentialTests(ITestOutputHelper output)
{
#if PURE_NETSTANDARD
    // The twin only finds differences between the builds, for which fewer records are enough.
    private const int Share = 5;
#else
    private const int Share = 1;
#endif

    [SkippableFact]
    public void Results_and_effects_are_those_of_the_reference()
    {
        Reference.Need();
        var count = int.Parse(Setting("GROWTHBOOK_DIFFERENTIAL_CASES") ?? "5000", CultureInfo.InvariantCulture) / Share;
        var seed = Reference.Seed();
        Print($"seed {seed}, {count} records; GROWTHBOOK_DIFFERENTIAL_SEED={seed} generates them again");

        var comparison = new Comparison(seed);
        foreach (var line in Reference.Records(seed, count))
            comparison.Add(line.Span);

        Print($"{comparison}");
        Assert.True(comparison.Different == 0, $"{comparison}");
        Assert.Equal(count, comparison.Count);
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    // Output of a passed test is not shown, but every run must show its seed.
    private void Print(string text)
    {
        output.WriteLine(text);
        Console.WriteLine(text);
    }
}
