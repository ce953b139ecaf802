namespace GrowthBook.Analysis;

/// <summary>Sections of a page, and parts of them that open and close.</summary>
internal static class Section
{
    /// <summary>A section with a heading; nothing without content.</summary>
    public static Html Of(string heading, Html content) => content.IsEmpty ? default : Html.Of($"""
        <section class="card"><h2>{heading}</h2>
        {content}</section>

        """);

    /// <summary>A part with a line that is always visible; only the line without content.</summary>
    public static Html Fold(Html line, Html content, bool isOpen) => content.IsEmpty ? Html.Of($"<p data-find>{line}</p>\n") : Html.Of($"""
        <details data-find{(isOpen ? " open" : "")}><summary>{line}</summary>
        {content}</details>

        """);

    /// <summary>A list of notes; nothing without any.</summary>
    public static Html Notes(IEnumerable<Html> notes)
    {
        var items = Html.Each(notes, note => Html.Of($"<li data-find>{note}</li>\n"));
        return items.IsEmpty ? default : Html.Of($"<ul class=\"notes\">\n{items}</ul>\n");
    }
}
