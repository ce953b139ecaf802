using System.Globalization;
using GrowthBook.Client.Endurance.Server;

namespace GrowthBook.Client.Endurance.Checks;

/// <summary>
/// The exposures that occurred and the number of times that a sink wrote each, in arrays of fixed size, so that the check does not
/// hide a leak of the library.
/// </summary>
internal sealed class Ledger(int users)
{
    private const int Variations = 2;

    private readonly byte[] _came = new byte[users * ServedPayload.Experiments * Variations];
    private readonly byte[] _written = new byte[users * ServedPayload.Experiments * Variations];

    /// <summary>Records an exposure of a user.</summary>
    public void Came(int user, int experiment, int variation) => _came[Cell(user, experiment, variation)] = 1;

    /// <summary>Records that a sink wrote an exposure. One caller at a time per user.</summary>
    public void Written(Effect.ExperimentViewed viewed)
    {
        ref var count = ref _written[Cell(UserOf(viewed.Result.HashValue), ExperimentOf(viewed), viewed.Result.VariationId)];
        count = (byte)Math.Min(count + 1, byte.MaxValue);
    }

    /// <summary>Compares the exposures that occurred with those written, for the users selected by <paramref name="isCounted"/>.</summary>
    public (int Came, int Written, int Lost, int Invented, int Repeated) Compare(Func<int, bool> isCounted, Func<int, int, bool> isRefused)
    {
        var (came, written, lost, invented, repeated) = (0, 0, 0, 0, 0);
        for (var cell = 0; cell < _came.Length; cell++)
        {
            var (user, experiment) = (cell / (ServedPayload.Experiments * Variations), cell / Variations % ServedPayload.Experiments);
            if (!isCounted(user))
                continue;
            var isExpected = _came[cell] == 1 && !isRefused(user, experiment);
            came += isExpected ? 1 : 0;
            written += _written[cell] > 0 ? 1 : 0;
            lost += isExpected && _written[cell] == 0 ? 1 : 0;
            invented += !isExpected && _written[cell] > 0 ? 1 : 0;
            repeated += _written[cell] > 1 ? 1 : 0;
        }
        return (came, written, lost, invented, repeated);
    }

    public static string IdOf(int user) => string.Create(CultureInfo.InvariantCulture, $"user-{user}");

    public static int UserOf(Value id) => Number(((Value.String)id).Content);

    public static int ExperimentOf(Effect.ExperimentViewed viewed) => Number(viewed.Experiment.Key);

    private static int Number(string text) => int.Parse(text.AsSpan(text.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    private static int Cell(int user, int experiment, int variation) =>
        (((user * ServedPayload.Experiments) + experiment) * Variations) + variation;
}
