using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace GrowthBook.Analysis;

/// <summary>
/// Makes a file of a page: outcome and limits first, then what the numbers are of, totals, and details. The file loads nothing, and its
/// policy allows no script and no style but its own.
/// </summary>
internal static class PageFrame
{
    private static readonly Html Style = Asset("report.css"), Script = Asset("report.js");

    private static readonly string Policy =
        $"default-src 'none'; style-src '{HashOf(Style)}'; script-src '{HashOf(Script)}'; img-src data:; base-uri 'none'; form-action 'none'";

    private static readonly string Version =
        typeof(PageFrame).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static string ToHtml(ReportPage page) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{Policy}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="data:,">
        <title>{Mark(page.Summary.IsGood)} {page.Title}: {page.Summary.Text}</title>
        <style>{Style}</style>
        </head>
        <body>
        <header><h1>{page.Title}</h1><p class="product">GrowthBook analysis</p></header>
        <main>
        <section class="outcome {ToneOf(page.Summary.IsGood).ToStyle()}" aria-label="Outcome">
        <p class="sentence"><span class="mark" aria-hidden="true">{Mark(page.Summary.IsGood)}</span> {page.Summary.Text}</p>
        {Limits(page)}</section>
        {Tiles(page)}<dl class="facts">
        {Html.Each(page.Facts.Append(new Fact("Command", page.Command)), fact => Html.Of($"<div><dt>{fact.Name}</dt><dd>{(fact.IsCode ? Html.Of($"<code>{fact.Text}</code>") : Html.Of($"{fact.Text}"))}</dd></div>\n"))}</dl>
        <search class="tools" hidden><label for="search">Search this page</label><input id="search" type="search" autocomplete="off" spellcheck="false"><output id="found" for="search"></output></search>
        {Html.Each(page.Sections, section => section)}</main>
        <footer>Made by GrowthBook.Analysis {Version}. This page loads nothing from the network.</footer>
        <script>{Script}</script>
        </body>
        </html>

        """).ToString();

    private static Html Limits(ReportPage page)
    {
        var limits = Html.Each(page.Limits, limit => Html.Of(
            $"<li class=\"{ToneOf(!limit.IsExceeded).ToStyle()}\"><span class=\"mark\" aria-hidden=\"true\">{Mark(!limit.IsExceeded)}</span> <code>{limit.Limit}</code> {(limit.IsExceeded ? "is exceeded" : "is kept")}</li>\n"));
        return limits.IsEmpty ? default : Html.Of($"<ul class=\"limits\">\n{limits}</ul>\n");
    }

    private static Html Tiles(ReportPage page)
    {
        var tiles = Html.Each(page.Tiles, tile => Html.Of(
            $"<li class=\"{tile.Tone.ToStyle()}\"><span class=\"total\">{tile.Number}</span> <span class=\"label\">{tile.Label}</span></li>\n"));
        return tiles.IsEmpty ? default : Html.Of($"<ul class=\"tiles\" aria-label=\"Totals\">\n{tiles}</ul>\n");
    }

    private static string Mark(bool isPassed) => isPassed ? "✓" : "✗";

    private static Tone ToneOf(bool isPassed) => isPassed ? Tone.Good : Tone.Bad;

    private static string HashOf(Html asset) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(asset.ToString())));

    private static Html Asset(string name)
    {
        using var reader = new StreamReader(typeof(PageFrame).Assembly.GetManifestResourceStream(name)!);
        return Html.OfAsset(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
