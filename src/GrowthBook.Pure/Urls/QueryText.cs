namespace GrowthBook.Urls;

/// <summary>
/// A view of the part of a URL between its first question mark and the next, without the fragment. The reference removes
/// <c>/#.*/</c>, and a dot stops at a line terminator, so text after one stays: the view joins two ranges of the URL.
/// </summary>
internal readonly struct QueryText
{
    private readonly string _url;
    private readonly int _start;
    private readonly int _cut;
    private readonly int _skipped;

    private QueryText(string url, int start, int cut, int skipped, int length)
    {
        _url = url;
        _start = start;
        _cut = cut;
        _skipped = skipped;
        Length = length;
    }

    /// <summary>The number of characters.</summary>
    public int Length { get; }

    /// <summary>The character at an index below <see cref="Length"/>.</summary>
    public char this[int index] => _url[_start + index + (index < _cut ? 0 : _skipped)];

    /// <summary>The view after the question mark at the given position.</summary>
    /// <example>Of <c>/?a=1#x\nb</c> it is <c>a=1\nb</c>.</example>
    public static QueryText After(string url, int question)
    {
        var start = question + 1;
        var next = url.IndexOf('?', start);
        var end = next < 0 ? url.Length : next;
        var hash = url.IndexOf('#', start, end - start);
        if (hash < 0)
            return new QueryText(url, start, end - start, 0, end - start);
        var resume = hash;
        while (resume < end && !EcmaCharacters.IsLineTerminator(url[resume]))
            resume++;
        var skipped = resume - hash;
        return new QueryText(url, start, hash - start, skipped, end - start - skipped);
    }

    /// <summary>The first index of a character in a range, or the end of the range.</summary>
    public int IndexOf(char c, int from, int to)
    {
        var index = from;
        while (index < to && this[index] != c)
            index++;
        return index;
    }

    /// <summary>The text of a range; allocates only if the range spans the removed fragment.</summary>
    public ReadOnlySpan<char> Slice(int from, int to)
    {
        if (to <= _cut || from >= _cut)
            return _url.AsSpan(_start + from + (from < _cut ? 0 : _skipped), to - from);
        return (_url.Substring(_start + from, _cut - from) + _url.Substring(_start + _cut + _skipped, to - _cut)).AsSpan();
    }

    /// <summary>Whether a range holds exactly the given text.</summary>
    public bool IsEqual(int from, int to, string text)
    {
        if (to - from != text.Length)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (this[from + i] != text[i])
                return false;
        }
        return true;
    }
}
