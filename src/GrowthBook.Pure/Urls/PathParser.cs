namespace GrowthBook.Urls;

/// <summary>Path, query and fragment (URL Standard, section 4.4, from "path start state" on). None can fail.</summary>
internal static class PathParser
{
    /// <summary>"path start state": behind an authority.</summary>
    public static void Start(UrlDraft draft, string text, int position)
    {
        int c = UrlInput.At(text, position);
        if (draft.IsSpecial)
            Segments(draft, text, c is '/' or '\\' ? position + 1 : position);
        else if (c == '/')
            Segments(draft, text, position + 1);
        else
            Tail(draft, text, position);
    }

    /// <summary>
    /// The end of "relative state" and "file state": path and query come from the base as far as the text does
    /// not replace them. <paramref name="keepSegments"/> is false when the text starts with a drive letter.
    /// </summary>
    public static void AgainstBase(UrlDraft draft, string text, int position, WebUrl baseUrl, bool keepSegments)
    {
        int c = UrlInput.At(text, position);
        bool newPath = !(c is UrlInput.End or '?' or '#');
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
        int start = position;
        while (true)
        {
            int end = start;
            while (!EndsSegment(draft, UrlInput.At(text, end)))
                end++;
            int c = UrlInput.At(text, end);
            bool more = c is '/' or '\\';
            AddSegment(draft, PercentEncoding.Encode(text, start, end, EncodeSet.Path), more);
            if (!more)
            {
                Tail(draft, text, end);
                return;
            }
            start = end + 1;
        }
    }

    /// <summary>"opaque path state": the path is kept as one piece, and dots mean nothing.</summary>
    public static void Opaque(UrlDraft draft, string text, int position)
    {
        int end = position;
        while (!(UrlInput.At(text, end) is UrlInput.End or '?' or '#'))
            end++;
        draft.OpaquePath = PercentEncoding.Encode(text, position, end, EncodeSet.C0Control);
        Tail(draft, text, end);
    }

    /// <summary>
    /// "query state" and "fragment state": the position is at a question mark, a number sign or the end. A
    /// missing query leaves that of the draft, which may come from the base.
    /// </summary>
    public static void Tail(UrlDraft draft, string text, int position)
    {
        int hash = text.IndexOf('#', position);
        int queryEnd = hash < 0 ? text.Length : hash;
        if (UrlInput.At(text, position) == '?')
        {
            EncodeSet set = draft.IsSpecial ? EncodeSet.SpecialQuery : EncodeSet.Query;
            draft.Query = PercentEncoding.Encode(text, position + 1, queryEnd, set);
        }
        if (hash >= 0)
            draft.Fragment = PercentEncoding.Encode(text, hash + 1, text.Length, EncodeSet.Fragment);
    }

    private static void AddSegment(UrlDraft draft, string segment, bool more)
    {
        int dots = Dots(segment);
        if (dots == 2)
            draft.Shorten();
        if (dots > 0)
        {
            // A trailing dot segment leaves the slash in front of it: "/a/.." is "/".
            if (!more)
                draft.Segments.Add("");
            return;
        }
        bool drive = draft.IsFile && draft.Segments.Count == 0 && DriveLetter.Is(segment);
        draft.Segments.Add(drive ? segment.Substring(0, 1) + ":" : segment);
    }

    /// <summary>1 for a single-dot segment, 2 for a double-dot segment, 0 for any other.</summary>
    private static int Dots(string segment)
    {
        int position = 0;
        int dots = 0;
        while (position < segment.Length && dots < 3)
        {
            bool encoded = string.CompareOrdinal(segment, position, "%2e", 0, 3) == 0
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
