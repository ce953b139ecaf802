using System.Globalization;
using System.Reflection;
using Xunit.Sdk;

namespace GrowthBook.Pure.Tests;

/// <summary>
/// Gives a theory the names of cultures that would show a mistake: other decimal separators (de-DE), other digits and
/// minus signs (fa-IR, ar-SA), other letter cases (tr-TR), another calendar (th-TH).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnderCulturesAttribute : DataAttribute
{
    public static string[] Names { get; } = ["fa-IR", "tr-TR", "ar-SA", "th-TH", "de-DE"];

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Names.Select(name => new object[] { name });
}

/// <summary>Makes a culture the current one until it is disposed of.</summary>
internal sealed class CultureScope : IDisposable
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;

    public CultureScope(string name) => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(name);

    public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _uiCulture);
}
