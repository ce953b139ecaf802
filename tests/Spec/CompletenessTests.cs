using System.Globalization;
using System.Reflection;

namespace GrowthBook.Pure.Spec;

/// <summary>Every row is tested, and none depends on the culture.</summary>
public class CompletenessTests
{
    private static readonly MethodInfo[] Theories = typeof(CaseTests).GetMethods().Where(method => method.GetCustomAttribute<RowsAttribute>() is not null).ToArray();

    [SkippableFact]
    public void Every_row_of_the_suite_is_a_test_case()
    {
        if (Cases.Suite is null)
            Suite.Skip();
        AssertComplete(Cases.Suite!);
    }

    [Fact]
    public void Every_row_of_the_repository_is_a_test_case()
    {
        Assert.NotEmpty(Cases.Own);
        Assert.All(Cases.Own, AssertComplete);
    }

    [SkippableFact]
    public void The_repository_has_rows_of_every_function_of_the_suite()
    {
        if (Cases.Suite is null)
            Suite.Skip();
        Assert.Subset(Cases.Own.SelectMany(file => file.Functions).ToHashSet(), Cases.Suite!.Functions.ToHashSet());
    }

    [Fact]
    public void The_repository_has_rows_of_every_function() =>
        Assert.Equal(Checks.Functions.Order(StringComparer.Ordinal), Cases.Own.SelectMany(file => file.Functions).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_function_has_one_theory() => Assert.Equal(
        Checks.Functions.Order(StringComparer.Ordinal),
        Theories.Select(theory => theory.GetCustomAttribute<RowsAttribute>()!.Function).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("fa-IR")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void Every_row_holds_under(string culture)
    {
        var files = Cases.Own.Append(Cases.Suite).OfType<Cases>().ToList();
        var passed = 0;
        var failed = new List<string>();
        Cultures.Run(culture, () =>
        {
            foreach (var row in files.SelectMany(file => file.Functions.SelectMany(file.Rows)))
            {
                if (Xunit.Record.Exception(() => Checks.Run(row)) is { } failure)
                    failed.Add($"{row}\n{failure.Message}");
                else
                    passed++;
            }
        });
        Assert.True(failed.Count == 0, $"{failed.Count} rows fail:\n{string.Join("\n\n", failed.Take(5))}");
        Assert.Equal(files.Sum(file => file.Count), passed);
    }

    [Fact]
    public void The_test_cases_run_under_the_Persian_culture() =>
        Assert.Equal("٫", CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator);

    private static void AssertComplete(Cases cases)
    {
        Assert.Empty(cases.Functions.Except(Checks.Functions));
        var rows = Theories
            .SelectMany(theory => theory.GetCustomAttribute<RowsAttribute>()!.GetData(theory))
            .Select(data => Assert.IsType<Row>(data.Single()).ToString())
            .Where(name => name.StartsWith(Path.GetFileNameWithoutExtension(cases.Name) + " ", StringComparison.Ordinal));
        Assert.Equal(cases.Count, rows.Count());
    }
}
