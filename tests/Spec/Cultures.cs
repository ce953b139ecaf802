using System.Globalization;
using System.Runtime.CompilerServices;

namespace GrowthBook.Pure.Spec;

/// <summary>
/// The suite runs as a Persian user would run it, with other digits, another decimal separator, another minus sign
/// and another calendar: whatever asks the machine's culture for a text is found out.
/// </summary>
internal static class Cultures
{
    public const string Default = "fa-IR";

    /// <summary>Before anything else happens in this assembly, on whatever thread.</summary>
    [ModuleInitializer]
    public static void Install()
    {
        var culture = Of(Default);
        CultureInfo.DefaultThreadCurrentCulture = culture;
        CultureInfo.DefaultThreadCurrentUICulture = culture;
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = culture;
    }

    /// <summary>A culture by its name; on a machine that has no cultures one that writes numbers in its way.</summary>
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

    /// <summary>Does something on a thread of its own under a culture.</summary>
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
