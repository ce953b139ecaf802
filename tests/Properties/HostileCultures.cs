using System.Globalization;

namespace GrowthBook.Pure.Properties;

/// <summary>Cultures with other digits, separators, signs and letters than the invariant one.</summary>
public static class HostileCultures
{
    public static CultureInfo[] All { get; } =
        [CultureInfo.InvariantCulture, .. new[] { "fa-IR", "tr-TR", "ar-SA", "de-DE", "th-TH" }.Select(Find), Made()];

    public static T Under<T>(CultureInfo culture, Func<T> what)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return what();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>A culture of the machine; the made one where it has no cultures.</summary>
    private static CultureInfo Find(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return Made();
        }
    }

    private static CultureInfo Made()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "neg";
        culture.NumberFormat.NumberDecimalSeparator = "·";
        culture.NumberFormat.PositiveInfinitySymbol = "8";
        culture.NumberFormat.NaNSymbol = "?";
        return culture;
    }
}
