namespace GrowthBook.Analysis;

/// <summary>A table whose rows a script sorts and filters. The first cell of a row is its name.</summary>
internal static class Table
{
    /// <summary>Makes a table; nothing without rows.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="columns">The headings.</param>
    /// <param name="rows">The cells of each row, as many as there are columns.</param>
    public static Html Of(string caption, IReadOnlyList<string> columns, IEnumerable<Cell[]> rows)
    {
        var all = rows.ToArray();
        var body = Html.Each(all, row => Row(row, columns));
        return body.IsEmpty ? default : Html.Of($"""
            <div class="scroll" role="group" aria-label="{caption}" tabindex="0"><table role="table" data-sorts><caption>{caption}</caption>
            <thead role="rowgroup"><tr role="row">{Html.Each(columns.Index(), column => Heading(column.Item, all.Any(row => row[column.Index].Number is not null)))}</tr></thead>
            <tbody role="rowgroup">
            {body}</tbody></table></div>

            """);
    }

    private static Html Row(Cell[] cells, IReadOnlyList<string> columns) =>
        Html.Of($"<tr role=\"row\" data-find>{Html.Each(cells.Index(), cell => OfCell(cell.Item, columns[cell.Index], isName: cell.Index == 0))}</tr>\n");

    private static Html Heading(string column, bool isNumber) => isNumber
        ? Html.Of($"""<th role="columnheader" scope="col" class="number">{column}</th>""")
        : Html.Of($"""<th role="columnheader" scope="col">{column}</th>""");

    /// <summary>A cell. The roles and the label are for narrow windows, where a row is a block.</summary>
    private static Html OfCell(Cell cell, string column, bool isName) =>
        isName ? Html.Of($"""<th role="rowheader" scope="row">{cell.Content}</th>""")
        : cell.Number is { } number ? Html.Of($"""<td role="cell" class="number" data-label="{column}" data-number="{Shown.Exact(number)}">{cell.Content}</td>""")
        : Html.Of($"""<td role="cell" data-label="{column}">{cell.Content}</td>""");
}

/// <summary>A cell of a table.</summary>
/// <param name="Content">What it shows.</param>
/// <param name="Number">The number by which it sorts; <c>null</c> for text.</param>
internal readonly record struct Cell(Html Content, double? Number = null)
{
    public static implicit operator Cell(string text) => new(Html.Of($"{text}"));

    public static implicit operator Cell(Html content) => new(content);

    public static Cell Share(double share) => new(Html.Of($"{Shown.Percent(share)}"), share);

    public static Cell P(double p) => new(Html.Of($"{Shown.P(p)}"), p);

    public static Cell Count(double count) => new(Html.Of($"{(count == 0 ? "–" : Shown.Count(count))}"), count);
}
