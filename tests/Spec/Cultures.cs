using System.Globalization;
using System.Runtime.CompilerServices;

namespace GrowthBook.Pure.Spec;

/// <summary>
/// The suite runs under the Persian culture, which has other digits, decimal separators, minus signs and another
/// calendar. Code that formats with the current culture fails.
/// </summary>
internal static class Cultures
{
    public const string Default = "fa-IR";

    /// <summary>Runs before all other code of this assembly.</summary>
    [ModuleInitializer]
    public static void Install()
    {
        var culture = Of(Default);
        CultureInfo.DefaultThreadCurrentCulture = culture;
        CultureInfo.DefaultThreadCurrentUICulture = culture;
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = culture;
    }

    /// <summary>A culture by its name. On a machine without cultures: one that formats numbers as Persian does.</summary>
    public static CultureInfo Of(string name)
    {
        try
        {
            return new CultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = "٫";
            culture.NumberFormat.NumberGroupSeparator = ".";
            culture.NumberFormat.NegativeSign = "\u200e−";
            return culture;
        }
    }

    /// <summary>Runs an action on an own thread under a culture.</summary>
    public static void Run(string name, ThreadStart action)
    {
        var thread = new Thread(() =>
        {
            CultureInfo.CurrentCulture = Of(name);
            action();
        });
        thread.Start();
        thread.Join();
    }
}
