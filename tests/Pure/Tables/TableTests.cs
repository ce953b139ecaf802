using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Tables;

/// <summary>
/// The library's own tables of Unicode against Node, for each code point. Needs Node with the versions that the tables were
/// written from; skipped without it, except in CI.
/// </summary>
public class TableTests
{
    private const string Expected = "17.0 2.9.2";

    private static readonly Lazy<string[]> CodePoints = new(() => Print("print.mjs"));

    [SkippableFact]
    public void Each_code_point_has_the_case_and_the_properties_that_Node_gives()
    {
        var sets = new[] { Expand(CaseTables.Cased), Expand(CaseTables.CaseIgnorable), Expand(IdentifierTables.Start), Expand(IdentifierTables.Continue) };
        var before = 0;
        foreach (var row in Rows())
        {
            AssertEqual(row.Point, row.Lower, EcmaCase.ToLower(row.Text));
            if (row.Text.Length == 1)
                AssertEqual(row.Point, row.Canonical, EcmaCase.Canonicalize(row.Text[0]));
            var flags = 0;
            for (var i = 0; i < sets.Length; i++)
                flags |= sets[i][row.Point] ? 1 << i : 0;
            AssertEqual(row.Point, row.Flags, flags);
            if (row.Flags != before)
            {
                AssertContains(row.Point, row.Flags);
                AssertContains(row.Point - 1, before);
            }
            before = row.Flags;
        }
    }

    private static void AssertContains(int point, int flags)
    {
        Assert.Equal((flags & 1) != 0, PackedSet.Contains(CaseTables.Cased, point));
        Assert.Equal((flags & 2) != 0, PackedSet.Contains(CaseTables.CaseIgnorable, point));
        Assert.Equal((flags & 4) != 0, PackedSet.Contains(IdentifierTables.Start, point));
        Assert.Equal((flags & 8) != 0, PackedSet.Contains(IdentifierTables.Continue, point));
    }

    private static bool[] Expand(ReadOnlySpan<byte> set)
    {
        var expanded = new bool[0x110000];
        var numbers = new PackedNumbers(set);
        for (var next = 0; !numbers.IsAtEnd;)
        {
            var first = next + numbers.Next();
            next = first + numbers.Next() + 1;
            expanded.AsSpan(first, next - first).Fill(true);
        }
        return expanded;
    }

    [SkippableFact]
    public void Each_code_point_is_mapped_in_domains_as_Node_maps_it()
    {
        foreach (var row in Rows())
        {
            // After a letter that composes with nothing, as Node was asked.
            AssertEqual(row.Point, row.Mapped is null ? null : "q" + row.Mapped, IdnaMapping.Map("q" + row.Text));
        }
    }

    [SkippableFact]
    public void Combining_marks_are_ordered_and_composed_as_Node_does()
    {
        var count = 0;
        foreach (var line in Print("compositions.mjs"))
        {
            var columns = line.Split('\t');
            AssertEqual(columns[0], Decode(columns[1]), IdnaComposition.Compose(Decode(columns[0])));
            count++;
        }
        Assert.True(count > 5_000, $"{count} rows");
    }

    [SkippableFact]
    public void Numbers_are_read_and_written_as_Node_does()
    {
        var count = 0;
        foreach (var line in Print("numbers.mjs"))
        {
            var columns = line.Split('\t');
            var expected = BitConverter.Int64BitsToDouble(long.Parse(columns[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            var read = EcmaNumber.Parse(columns[0]);
            AssertEqual(columns[0], BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(read));
            AssertEqual(columns[0], columns[2], EcmaNumber.ToText(expected));
            count++;
        }
        Assert.True(count > 50_000, $"{count} rows");
    }

    /// <summary>Names the row of a difference. A million calls of Assert.Equal would take most of the time.</summary>
    private static void AssertEqual<TRow, T>(TRow row, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            Assert.Equal((row, expected), (row, actual));
    }

    private static IEnumerable<Row> Rows()
    {
        foreach (var line in CodePoints.Value.Skip(1))
        {
            var columns = line.Split('\t');
            yield return new Row(
                Point: Hex(columns[0]),
                Text: Decode(columns[0]),
                Lower: Decode(columns[1]),
                Canonical: (char)Hex(columns[2]),
                Flags: int.Parse(columns[3], CultureInfo.InvariantCulture),
                Mapped: columns[4] == "-" ? null : Decode(columns[4]));
        }
    }

    private static string[] Print(string script)
    {
        var versions = Versions();
        Skip.If(versions is null && Environment.GetEnvironmentVariable("GROWTHBOOK_CI") is null, "Node is not installed; the tables are compared with it.");
        Skip.If(versions is not (null or Expected), $"Node has the versions {versions} of Unicode and ada; the tables are from {Expected}.");
        return Node(Path.Combine(Folder(), script)).TrimEnd('\n').Split('\n');
    }

    private static string? Versions()
    {
        try
        {
            return Node("-p", "process.versions.unicode + ' ' + process.versions.ada").Trim();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string Node(params string[] arguments)
    {
        using var node = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true })!;
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.Equal(0, node.ExitCode);
        return output;
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
                return Path.Combine(folder.FullName, "tests", "Pure", "Tables");
        }
        throw new DirectoryNotFoundException($"no GrowthBook.sln above {AppContext.BaseDirectory}");
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Decode(string points)
    {
        if (!points.Contains(' ', StringComparison.Ordinal) && points.Length > 0)
            return char.ConvertFromUtf32(Hex(points));
        var text = new StringBuilder();
        foreach (var point in points.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            text.Append(char.ConvertFromUtf32(Hex(point)));
        return text.ToString();
    }

    private sealed record Row(int Point, string Text, string Lower, char Canonical, int Flags, string? Mapped);
}
