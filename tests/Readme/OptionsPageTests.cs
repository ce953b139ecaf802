using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using GrowthBook.Client;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests;

/// <summary>The tables of docs/options.md.</summary>
public partial class OptionsPageTests
{
    [Theory]
    [InlineData("GrowthBookOptions", typeof(GrowthBookOptions))]
    [InlineData("Writer", typeof(EffectWriterOptions))]
    [InlineData("Warehouse", typeof(WarehouseOptions))]
    public void The_page_names_every_option_with_its_default(string section, Type options)
    {
        var defaults = Activator.CreateInstance(options)!;
        var expected = options.GetProperties().Where(property => property.PropertyType != typeof(EffectWriterOptions))
            .Select(property => $"{property.Name} = {Text(property.GetValue(defaults))}");

        var text = Pages.TextOf("docs/options.md").Split($"## {section}\n")[1].Split("\n## ")[0];

        Assert.Equal(expected.Order(), Row().Matches(text).Select(row => $"{row.Groups[1].Value} = {row.Groups[2].Value.Trim('`')}").Order());
    }

    private static string Text(object? value) => value switch
    {
        null or "" or ICollection { Count: 0 } => "–",
        TimeSpan time => time.TotalSeconds.ToString(CultureInfo.InvariantCulture) + " s",
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        long number => number.ToString("N0", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => $"{value}",
    };

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
