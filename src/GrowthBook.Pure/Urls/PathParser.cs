namespace GrowthBook.Urls;

/// <summary>Path, query and fragment (URL Standard, section 4.4, from "path start state" on). None can fail.</summary>
internal static class PathParser
{
    /// <summary>"path start state": after an authority.</summary>
    public static void Start(UrlDraft draft, string text, int position)
    {
        var c = UrlInput.At(text, position);
        if (draft.IsSpecial)
            Segments(draft, text, c is '/' or '\\' ? position + 1 : position);
        else if (c == '/')
            Segments(draft, text, position + 1);
        else
            Tail(draft, text, position);
    }

    /// <summary>
    /// The end of "relative state" and "file state": the base gives the path and query that the text does
    /// not replace. <paramref name="keepSegments"/> is false when the text starts with a drive letter.
    /// </summary>
    public static void AgainstBase(UrlDraft draft, string text, int position, WebUrl baseUrl, bool keepSegments)
    {
        var c = UrlInput.At(text, position);
        var newPath = c is not (UrlInput.End or '?' or '#');
        if (!newPath)
        {
            draft.CopyPath(baseUrl);
            draft.Query = baseUrl.Query;
            Tail(draft, text, position);
            return;
        }
        if (keepSegments)
        {
            draft.CopyPath(baseUrl);
            draft.Shorten();
        }
        Segments(draft, text, position);
    }

    /// <summary>
    /// "path state": appends the segments up to the query, resolving dots. A double dot may be spelt with
    /// <c>%2e</c>, so <c>/a/%2E./b</c> is <c>/b</c>.
    /// </summary>
    public static void Segments(UrlDraft draft, string text, int position)
    {
        var start = position;
        while (true)
        {
            var end = start;
            while (!EndsSegment(draft, UrlInput.At(text, end)))
                end++;
            var c = UrlInput.At(text, end);
            var more = c is '/' or '\\';
            AddSegment(draft, PercentEncoding.Encode(text, start, end, EncodeSet.Path), more);
            if (!more)
            {
                Tail(draft, text, end);
                return;
            }
            start = end + 1;
        }
    }

    /// <summary>"opaque path state": the path stays one piece, and dots have no meaning.</summary>
    public static void Opaque(UrlDraft draft, string text, int position)
    {
        var end = position;
        while (UrlInput.At(text, end) is not (UrlInput.End or '?' or '#'))
            end++;
        draft.OpaquePath = PercentEncoding.Encode(text, position, end, EncodeSet.C0Control);
        Tail(draft, text, end);
    }

    /// <summary>
    /// "query state" and "fragment state": the position is at a question mark, a number sign or the end. If the
    /// text has no query, the draft keeps its own, which may come from the base.
    /// </summary>
    public static void Tail(UrlDraft draft, string text, int position)
    {
        var hash = text.IndexOf('#', position);
        var queryEnd = hash < 0 ? text.Length : hash;
        if (UrlInput.At(text, position) == '?')
        {
            var set = draft.IsSpecial ? EncodeSet.SpecialQuery : EncodeSet.Query;
            draft.Query = PercentEncoding.Encode(text, position + 1, queryEnd, set);
        }
        if (hash >= 0)
            draft.Fragment = PercentEncoding.Encode(text, hash + 1, text.Length, EncodeSet.Fragment);
    }

    private static void AddSegment(UrlDraft draft, string segment, bool more)
    {
        var dots = Dots(segment);
        if (dots == 2)
            draft.Shorten();
        if (dots > 0)
        {
            // A trailing dot segment keeps the slash before it: "/a/.." is "/".
            if (!more)
                draft.Segments.Add("");
            return;
        }
        var drive = draft.IsFile && draft.Segments.Count == 0 && DriveLetter.Is(segment);
        draft.Segments.Add(drive ? segment.Substring(0, 1) + ":" : segment);
    }

    /// <summary>1 for a single-dot segment, 2 for a double-dot segment, 0 for any other.</summary>
    private static int Dots(string segment)
    {
        var position = 0;
        var dots = 0;
        while (position < segment.Length && dots < 3)
        {
            var encoded = string.CompareOrdinal(segment, position, "%2e", 0, 3) == 0
                || string.CompareOrdinal(segment, position, "%2E", 0, 3) == 0;
            if (!encoded && segment[position] != '.')
                return 0;
            position += encoded ? 3 : 1;
            dots++;
        }
        return dots == 3 ? 0 : dots;
    }

    private static bool EndsSegment(UrlDraft draft, int c) =>
        c is UrlInput.End or '/' or '?' or '#' || (c == '\\' && draft.IsSpecial);
}
