using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>The shares of the variations of an experiment among its users, compared with expected ones.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="shares">The share of each variation.</param>
/// <param name="errors">How far each share can be from the real one, because it is an estimate. An expected share may differ by so much more.</param>
/// <param name="isExact">Whether shares must be equal but for errors of rounding; otherwise they differ by at most 0.01.</param>
internal sealed class ExpectedShares(CompiledExperiment experiment, ImmutableArray<double> shares, ImmutableArray<double> errors, bool isExact)
{
    private const double Tolerance = 0.01, ExactTolerance = 1e-9;

    /// <summary>The digits after the point of a written share: its error is less than the tolerance.</summary>
    private const int Digits = 3, ExactDigits = 9;

    /// <summary>The shares by the keys of the variations; 0 each for one that no user is in.</summary>
    private readonly Dictionary<string, double> _shares = ByKey(experiment, shares);

    /// <summary>The errors by the keys of the variations.</summary>
    private readonly Dictionary<string, double> _errors = ByKey(experiment, errors);

    /// <summary>Why expected shares are malformed: one is no number from 0 to 1; <c>null</c> for shares.</summary>
    public static string? FaultOf(Value.Object expected) => expected
        .Where(entry => entry.Value is not Value.Number { Content: >= 0 and <= 1 })
        .Select(entry => $"the share of `{Finding.Name(entry.Key)}` is {Finding.Text(entry.Value)}; write a number from 0 to 1, such as 0.34 for 34 %")
        .FirstOrDefault();

    /// <summary>What differs from expected shares, which are well-formed. A variation that the experiment no longer has differs too, so that an update removes it.</summary>
    public IEnumerable<string> Check(Value.Object expected, Suggestions suggestions)
    {
        foreach (var (key, share) in expected)
        {
            if (!_shares.TryGetValue(key, out var actual))
            {
                yield return $"there is no variation `{Finding.Name(key)}`{VariationNumbers.Of(_shares.Keys) ?? suggestions.Question(key, _shares.Keys)}";
                continue;
            }
            if (Math.Abs(((Value.Number)share).Content - actual) > (isExact ? ExactTolerance : Tolerance + _errors[key]))
                yield return $"the share of `{Finding.Name(key)}` is {(_errors[key] > 0 ? "about " : "")}{Shown.Exact(Math.Round(actual, isExact ? ExactDigits : 6))}, expected {Finding.Text(share)}";
        }
    }

    /// <summary>The shares as an update writes them.</summary>
    public string ToYaml() => $"{{ {string.Join(", ", _shares.Select(share => $"{new Value.String(share.Key).ToJson()}: {Written(share.Value)}"))} }}";

    private string Written(double share) => Math.Round(share, isExact ? ExactDigits : Digits).ToString(isExact ? "0.#########" : "0.###", CultureInfo.InvariantCulture);

    private static Dictionary<string, double> ByKey(CompiledExperiment experiment, ImmutableArray<double> numbers) => Enumerable.Range(0, numbers.Length)
        .GroupBy(i => experiment.Meta(i)?.Key ?? i.ToString(CultureInfo.InvariantCulture))
        .ToDictionary(same => same.Key, same => same.Sum(i => numbers[i]));
}
