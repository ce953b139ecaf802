namespace GrowthBook.Urls;

/// <summary>The three states for file URLs (URL Standard, section 4.4, "file state" and the two after it).</summary>
internal static class FileUrlParser
{
    /// <summary>
    /// Parses the text after the scheme. Fails only for a malformed host. A drive letter in place of a host belongs to
    /// the path: <c>file://C|/x</c> is <c>file:///C:/x</c>.
    /// </summary>
    public static bool Parse(UrlDraft draft, string text, int position, WebUrl? fileBase)
    {
        draft.Host = "";
        var firstSlash = UrlInput.At(text, position) is '/' or '\\';
        if (firstSlash && UrlInput.At(text, position + 1) is '/' or '\\')
            return Host(draft, text, position + 2);
        if (firstSlash)
        {
            TakeHostAndDrive(draft, text, position + 1, fileBase);
            PathParser.Segments(draft, text, position + 1);
        }
        else if (fileBase is not null)
        {
            draft.Host = fileBase.HostName;
            PathParser.AgainstBase(draft, text, position, fileBase, keepSegments: !DriveLetter.StartsAt(text, position));
        }
        else
        {
            PathParser.Segments(draft, text, position);
        }
        return true;
    }

    /// <summary>"file slash state": a path from the root stays on the drive of the base.</summary>
    private static void TakeHostAndDrive(UrlDraft draft, string text, int position, WebUrl? fileBase)
    {
        if (fileBase is null)
            return;
        draft.Host = fileBase.HostName;
        var baseHasDrive = fileBase.Segments.Length > 0 && DriveLetter.IsNormalized(fileBase.Segments[0]);
        if (baseHasDrive && !DriveLetter.StartsAt(text, position))
            draft.Segments.Add(fileBase.Segments[0]);
    }

    /// <summary>Parses "file host state".</summary>
    private static bool Host(UrlDraft draft, string text, int position)
    {
        var end = position;
        while (UrlInput.At(text, end) is not (UrlInput.End or '/' or '\\' or '?' or '#'))
            end++;
        var host = text.Substring(position, end - position);
        if (DriveLetter.Is(host))
        {
            PathParser.Segments(draft, text, position);
            return true;
        }
        if (host.Length > 0)
        {
            var parsed = HostParser.Parse(host, isSpecial: true);
            if (parsed is null)
                return false;
            draft.Host = parsed == "localhost" ? "" : parsed;
        }
        PathParser.Start(draft, text, end);
        return true;
    }
}
