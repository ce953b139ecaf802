using System.Globalization;
using System.Text;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>
/// Prints a matrix row by row, as JSON or for people, so that memory does not grow with the number of users. Its page has all rows, which are
/// kept only for a page.
/// </summary>
/// <param name="payload">The payload.</param>
/// <param name="features">The keys of the features.</param>
/// <param name="hasStickyBuckets">Whether the application has sticky buckets; <c>null</c> if it is not known.</param>
/// <param name="form">The form.</param>
internal sealed class MatrixReport(WrittenPayload payload, IReadOnlyList<string> features, bool? hasStickyBuckets, ResultForm form)
{
    /// <summary>The widths of a value and of a reason in characters, beyond which they are cut.</summary>
    private const int ValueWidth = 24, ReasonWidth = 160;

    private readonly Matrix _columns = Matrix.Of(payload, [], features, hasStickyBuckets);
    private readonly FallbackUsers _fallbacks = FallbackUsers.Of(payload.Compiled, features);
    private readonly ILookup<string, string> _hashed = HashAttributes.PartsOf(payload.Parts, features.ToArray());
    private readonly AttributeCounts _attributes = new();
    private readonly DoubtSearch _search = new(payload.Compiled, [.. features], []);
    private readonly DoubtsOfUsers _doubts = new();
    private readonly List<MatrixRow> _rows = [];
    private readonly int _nameWidth = features.Max(feature => Printable.Of(Columns.Short(feature)).Length);

    /// <summary>The number of users that were printed.</summary>
    public long Users { get; private set; }

    /// <summary>Whether the report has a page, also if the rows that are printed have no reader.</summary>
    public bool HasPage => form.Html is not null;

    /// <summary>The number of lines that are no user.</summary>
    private long _unread;

    /// <summary>The number of users with other cells in an application with sticky buckets, if it is not known whether it has them.</summary>
    private long _undecided;

    /// <summary>Evaluates the users of a block; called on several threads at a time.</summary>
    public Block Evaluate(RecordBlock block)
    {
        var result = new Block();
        UserReader.Each(block, Shard.Whole, result.Errors, (line, user) =>
        {
            _search.Add(line, new Context(payload.Compiled, user.Attributes), result.Doubts);
            result.Attributes.Add(user.Attributes, _hashed, hasStickyBuckets is true ? _fallbacks : null);
            var row = MatrixRow.Of(payload.Compiled, user, _columns.Features, hasStickyBuckets is true);
            result.Undecided += hasStickyBuckets is null && Matrix.IsUndecided(payload.Compiled, user, _columns.Features, _fallbacks) ? 1 : 0;
            result.Texts.Add(TextOf(row));
            if (form.Html is not null)
                result.Rows.Add(row);
        });
        return result;
    }

    public void Begin(Terminal terminal)
    {
        if (form.IsJson)
            terminal.Output.Write(Printable.Of(_columns.ToValue().ToString()[..^EndOf(0, 0).Length]));
    }

    /// <summary>Prints the rows of a block; returns the number of users so far.</summary>
    public long Print(Block block, Terminal terminal)
    {
        _rows.AddRange(block.Rows);
        _unread += block.Errors.Count;
        _undecided += block.Undecided;
        _attributes.Merge(block.Attributes);
        _doubts.Merge(block.Doubts);
        foreach (var row in block.Texts)
        {
            if (form.IsJson && Users > 0)
                terminal.Output.Write(',');
            terminal.Output.Write(row);
            Users++;
        }
        return Users;
    }

    /// <summary>Prints the end and writes the page; returns the fault of a page that cannot be written.</summary>
    public Fault? End(Terminal terminal)
    {
        terminal.Output.WriteLine(form.IsJson ? EndOf(_unread, _undecided) : $"{Shown.Count(Users, "user")}, {Shown.Count(features.Count, "feature")}{UnreadNote}");
        return form.WritePage((_columns with { Rows = [.. _rows], Undecided = _undecided }).ToValue().With(Unread.Member, _unread));
    }

    /// <summary>Warns of attributes that are hashed and that no user has, and of users who depend on sticky buckets.</summary>
    public void Warn(string file, Terminal terminal)
    {
        _doubts.Show(file, _attributes.Missing, terminal);
        AttributeWarnings.Show(_attributes, _hashed, file, terminal);
        if (UndecidedWarning.Of(_undecided, Users) is { } undecided)
            terminal.Warn($"{file}: {undecided}");
    }

    /// <summary>The end of the JSON, after the rows.</summary>
    private static string EndOf(long unread, long undecided) => $"],\"{Unread.Member}\":{unread}{(undecided == 0 ? "" : $",\"{StickyBucketing.Undecided}\":{undecided}")}}}";

    private string UnreadNote => _unread == 0 ? "" : $"; {UnreadLines.Of(new Value.Object([new(Unread.Member, _unread)]))}";

    private string TextOf(MatrixRow row)
    {
        if (form.IsJson)
            return Printable.Of(row.ToValue().ToString());
        var text = new StringBuilder().Append(Printable.Of(Columns.Short(row.User))).Append('\n');
        for (var i = 0; i < features.Count; i++)
        {
            var cell = row.Cells[i];
            var origin = MatrixCell.OriginOf(cell.Source.ToName(), cell.Experiment, cell.Variation);
            text.Append(CultureInfo.InvariantCulture, $"  {Column(features[i], _nameWidth)}  {Column(cell.Value.ToJson(), ValueWidth)}  ")
                .Append(Printable.Of(Columns.Short(cell.Reason.Length == 0 ? origin : $"{origin}: {cell.Reason}", ReasonWidth)))
                .Append('\n');
        }
        return text.Append('\n').ToString();
    }

    private static string Column(string text, int width) => Printable.Of(Columns.Short(text, width)).PadRight(width);

    /// <summary>The rows of a block as text, and as values for a page.</summary>
    internal sealed class Block
    {
        public List<string> Texts { get; } = [];

        public List<MatrixRow> Rows { get; } = [];

        public UserErrors Errors { get; } = [];

        public AttributeCounts Attributes { get; } = new();

        public DoubtsOfUsers Doubts { get; } = new();

        public long Undecided { get; set; }
    }
}
