using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>Charts as SVG with titles. Numbers next to a chart say the same as its colours.</summary>
internal static class Chart
{
    private const int Width = 1000;

    /// <summary>The least width of a part, so that a share of 0.01 % is visible.</summary>
    private const double LeastWidth = 8;

    /// <summary>A bar with a part per class of a change; unaffected users come last. A note without any number.</summary>
    /// <param name="numbers">The share of each class.</param>
    public static Html Shares(Value numbers) => Of(numbers, ChangeClasses.All.Sum(each => numbers.Number(each.ToName())), []);

    /// <summary>A bar of all users of a file. Those in no class are the rest of the bar.</summary>
    /// <param name="counts">The number of users of each class.</param>
    /// <param name="users">The number of all users.</param>
    /// <param name="rest">What the others are called.</param>
    public static Html Counts(Value counts, double users, string rest)
    {
        var counted = ChangeClasses.All.Sum(each => counts.Number(each.ToName()));
        return Of(counts, Math.Max(users, counted), counted < users ? [$"{rest} {Shown.Percent((users - counted) / users)}"] : []);
    }

    private static Html Of(Value numbers, double total, string[] others)
    {
        var parts = ChangeClasses.Changes.Append(ChangeClass.Same)
            .Select(each => (Class: each, Share: total > 0 ? numbers.Number(each.ToName()) / total : 0)).Where(part => part.Share > 0).ToArray();
        if (parts.Length == 0)
            return Html.Of($"<span class=\"soft\">no measure</span>");
        var scale = Width / Math.Max(Width, parts.Sum(part => WidthOf(part.Share)));
        var left = 0.0;
        return Html.Of($"""
            <svg class="shares" viewBox="0 0 {Width} 20" preserveAspectRatio="none" role="img" aria-label="{string.Join(", ", parts.Select(Title).Concat(others))}">{Html.Each(parts, part =>
            {
                var (from, width) = (left, WidthOf(part.Share) * scale);
                left += width;
                return Html.Of($"""<rect class="{part.Class.ToName()}" x="{Unit(from)}" width="{Unit(width)}" height="20"><title>{Title(part)}</title></rect>""");
            })}</svg>
            """);

        static string Title((ChangeClass Class, double Share) part) => $"{part.Class.ToName()} {Shown.Percent(part.Share)}";
    }

    /// <summary>A bar for a number, as a share of the largest one. A cell next to it has the number.</summary>
    public static Html Bar(double share) => Html.Of($"""
        <svg class="shares" viewBox="0 0 {Width} 20" preserveAspectRatio="none" aria-hidden="true"><rect class="share" width="{Unit(Math.Clamp(share, 0, 1) * Width)}" height="20"></rect></svg>
        """);

    private static double WidthOf(double share) => Math.Max(LeastWidth, share * Width);

    private static string Unit(double length) => length.ToString("0.##", CultureInfo.InvariantCulture);
}
