using Spectre.Console;
using Spectre.Console.Rendering;

namespace GrowthBook.Cli;

/// <summary>A text after a label. In a narrow terminal the text is wrapped, and each of its lines starts below the first one.</summary>
/// <param name="label">The label.</param>
/// <param name="text">The text.</param>
/// <param name="indent">The column at which the text starts, from 0.</param>
internal sealed class Labelled(string label, IRenderable text, int indent) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth)
    {
        var width = text.Measure(options, WidthOfText(maxWidth));
        return new Measurement(width.Min + indent, width.Max + indent);
    }

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var start = new Segment(("  " + label).PadRight(indent), new Style(Color.Grey));
        foreach (var line in Segment.SplitLines(text.Render(options, WidthOfText(maxWidth))))
        {
            yield return start;
            foreach (var segment in line)
                yield return segment;
            yield return Segment.LineBreak;
            start = Segment.Padding(indent);
        }
    }

    private int WidthOfText(int maxWidth) => Math.Max(1, maxWidth - indent);
}
