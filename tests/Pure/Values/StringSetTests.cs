using System.Text;

namespace GrowthBook.Pure.Tests.Values;

public sealed class StringSetTests
{
    /// <summary>
    /// More than are read in one piece and more than the first array holds, lengths around those that are hashed at once and
    /// that a byte can count, and characters beyond ASCII, of which <c>Ł</c> ends in the byte of <c>A</c>.
    /// </summary>
    private static readonly string[] Strings =
    [
        .. Enumerable.Range(0, 20_000).Select(i => $"user-{i:x8}"),
        .. Enumerable.Range(0, 20).Select(length => new string('x', length)),
        .. Enumerable.Range(1, 20).Select(length => new string('\0', length)),
        .. Enumerable.Range(250, 20).Select(length => new string('y', length)),
        .. Enumerable.Range(0, 1000).Select(i => $"пользователь-{i}"),
        "\u007F", "\u0080", "é", "Ł", "日本", "a\u0301", "\uD83D\uDE00", new string('ü', 300), "user-00000000", "é",
    ];

    [Fact]
    public void Every_string_is_found_and_no_other()
    {
        var set = Of(Strings);

        Assert.All(Strings, text => Assert.True(set.Contains(new string(text.ToCharArray()))));
        Assert.All(Strings, text => Assert.False(set.Contains(text + "?")));
        Assert.All(new[] { "A", "e", "\uFFFD", "\uD83D", new string('y', 270), new string('ü', 299) }, text => Assert.False(set.Contains(text)));
    }

    [Fact]
    public void Strings_from_JSON_are_found_likewise()
    {
        var builder = new StringSet.Builder();
        foreach (var text in Strings)
            builder.Add(Encoding.UTF8.GetBytes(text));
        var set = builder.Build();

        Assert.All(Strings, text => Assert.True(set.Contains(text)));
        Assert.All(Strings, text => Assert.False(set.Contains(text + "?")));
    }

    /// <summary>UTF-8 cannot hold it, and JSON can.</summary>
    [Fact]
    public void A_lone_surrogate_is_found()
    {
        var set = Of("\uD800", "\uDC00\uD800");

        Assert.True(set.Contains("\uD800"));
        Assert.True(set.Contains("\uDC00\uD800"));
        Assert.False(set.Contains("\uDC00"));
    }

    /// <summary>Also repeated items, and sets just below and just above the size of one array.</summary>
    [Theory]
    [InlineData(0, 7)]
    [InlineData(9_000, 0)]
    [InlineData(9_000, 130)]
    [InlineData(20_000, 1)]
    public void Strings_come_back_as_they_were_added(int count, int others)
    {
        string[] strings = [.. Enumerable.Range(0, count).Select(i => $"{i % 8000:d12}"), .. Strings.Reverse().Take(others), "\uD800"];

        Assert.Equal(strings, Of(strings).ToArray().Select(value => ((Value.String)value).Content));
    }

    /// <summary>A group or list takes about as much memory as its text, also for texts outside of ASCII.</summary>
    [Theory]
    [InlineData("user-")]
    [InlineData("пользователь-")]
    public void A_set_is_about_as_large_as_its_text(string prefix)
    {
        string[] strings = [.. Enumerable.Range(0, 10_000).Select(i => $"{prefix}{i}")];
        var json = strings.Sum(text => Encoding.UTF8.GetByteCount(text) + 3);
        Assert.True(Of(strings).Contains(strings[0]));
        Assert.InRange(AllocatedBytes.OfOne(() => Of(strings)), 1, 2 * json);
    }

    [Fact]
    public void An_empty_set_has_nothing() => Assert.False(Of().Contains(""));

    /// <summary>Items are added as bytes and looked up as characters.</summary>
    [Fact]
    public void The_hash_of_a_text_of_ASCII_is_that_of_its_bytes()
    {
        foreach (var text in Strings.Where(text => text.All(char.IsAscii)))
            Assert.Equal(TextHash.Of(text), TextHash.OfAscii(Encoding.ASCII.GetBytes(text)));
    }

    private static StringSet Of(params string[] strings)
    {
        var builder = new StringSet.Builder();
        Array.ForEach(strings, builder.Add);
        return builder.Build();
    }
}
