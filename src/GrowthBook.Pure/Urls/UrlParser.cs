namespace GrowthBook.Urls;

/// <summary>
/// The basic URL parser (URL Standard, section 4.4). The states of the standard are methods here; each takes
/// the position it starts at and ends by calling the state that follows. No state comes back to an earlier
/// one, so the depth of the calls does not depend on the input.
/// </summary>
internal static class UrlParser
{
    /// <summary>Parses the text against an optional base; null where the URL constructor would throw.</summary>
    public static WebUrl? Parse(string input, WebUrl? baseUrl)
    {
        string text = UrlInput.Clean(input);
        int colon = UrlInput.SchemeLength(text);
        if (colon == 0 && baseUrl is null)
            return null;
        var draft = new UrlDraft(colon == 0 ? baseUrl!.Scheme : EcmaCharacters.ToAsciiLower(text.Substring(0, colon)));
        bool parsed = colon == 0 ? WithoutScheme(draft, text, baseUrl!) : AfterScheme(draft, text, colon + 1, baseUrl);
        return parsed ? new WebUrl(draft) : null;
    }

    /// <summary>"scheme state" from its colon on, "special authority slashes state" and "path or authority state".</summary>
    private static bool AfterScheme(UrlDraft draft, string text, int position, WebUrl? baseUrl)
    {
        bool sameScheme = baseUrl is not null && baseUrl.Scheme == draft.Scheme;
        if (draft.IsFile)
            return FileUrlParser.Parse(draft, text, position, sameScheme ? baseUrl : null);
        bool oneSlash = UrlInput.At(text, position) == '/';
        bool twoSlashes = oneSlash && UrlInput.At(text, position + 1) == '/';
        if (draft.IsSpecial)
        {
            // "https:x" against an https base is relative, "https:x" without one has the host x.
            return sameScheme && !twoSlashes
                ? Relative(draft, text, position, baseUrl!)
                : Authority(draft, text, SkipSlashes(text, position));
        }
        if (twoSlashes)
            return Authority(draft, text, position + 2);
        if (oneSlash)
            PathParser.Segments(draft, text, position + 1);
        else
            PathParser.Opaque(draft, text, position);
        return true;
    }

    /// <summary>"no scheme state"</summary>
    private static bool WithoutScheme(UrlDraft draft, string text, WebUrl baseUrl)
    {
        if (baseUrl.OpaquePath is null)
            return draft.IsFile ? FileUrlParser.Parse(draft, text, 0, baseUrl) : Relative(draft, text, 0, baseUrl);
        if (UrlInput.At(text, 0) != '#')
            return false;
        draft.CopyPath(baseUrl);
        draft.Query = baseUrl.Query;
        PathParser.Tail(draft, text, 0);
        return true;
    }

    /// <summary>"relative state" and "relative slash state"</summary>
    private static bool Relative(UrlDraft draft, string text, int position, WebUrl baseUrl)
    {
        if (IsSlash(draft, UrlInput.At(text, position)))
        {
            int next = UrlInput.At(text, position + 1);
            if (IsSlash(draft, next))
                return Authority(draft, text, draft.IsSpecial ? SkipSlashes(text, position) : position + 2);
            draft.CopyAuthority(baseUrl);
            PathParser.Segments(draft, text, position + 1);
            return true;
        }
        draft.CopyAuthority(baseUrl);
        PathParser.AgainstBase(draft, text, position, baseUrl, keepSegments: true);
        return true;
    }

    /// <summary>"authority state": everything up to the last @ is user information.</summary>
    private static bool Authority(UrlDraft draft, string text, int position)
    {
        int end = position;
        int at = -1;
        while (end < text.Length && !EndsAuthority(draft, text[end]))
        {
            at = text[end] == '@' ? end : at;
            end++;
        }
        if (at < 0)
            return HostAndPort(draft, text, position, end);
        if (at + 1 == end)
            return false;
        int colon = text.IndexOf(':', position, at - position);
        draft.Username = PercentEncoding.Encode(text, position, colon < 0 ? at : colon, EncodeSet.UserInfo);
        draft.Password = colon < 0 ? "" : PercentEncoding.Encode(text, colon + 1, at, EncodeSet.UserInfo);
        return HostAndPort(draft, text, at + 1, end);
    }

    /// <summary>"host state" and "port state"</summary>
    private static bool HostAndPort(UrlDraft draft, string text, int position, int end)
    {
        int colon = PortColon(text, position, end);
        int hostEnd = colon < 0 ? end : colon;
        if (hostEnd == position && (colon >= 0 || draft.IsSpecial))
            return false;
        draft.Host = HostParser.Parse(text.Substring(position, hostEnd - position), draft.IsSpecial);
        if (draft.Host is null || (colon >= 0 && !TryPort(draft, text, colon + 1, end)))
            return false;
        PathParser.Start(draft, text, end);
        return true;
    }

    private static bool TryPort(UrlDraft draft, string text, int position, int end)
    {
        int port = 0;
        for (int i = position; i < end; i++)
        {
            if (!EcmaCharacters.IsDigit(text[i]))
                return false;
            port = (port * 10) + (text[i] - '0');
            if (port > 65535)
                return false;
        }
        draft.Port = position == end || port == SpecialScheme.DefaultPort(draft.Scheme) ? null : port;
        return true;
    }

    /// <summary>The first colon outside square brackets.</summary>
    private static int PortColon(string text, int position, int end)
    {
        bool insideBrackets = false;
        for (int i = position; i < end; i++)
        {
            switch (text[i])
            {
                case '[':
                    insideBrackets = true;
                    break;
                case ']':
                    insideBrackets = false;
                    break;
                case ':' when !insideBrackets:
                    return i;
            }
        }
        return -1;
    }

    /// <summary>"special authority ignore slashes state"</summary>
    private static int SkipSlashes(string text, int position)
    {
        int next = position;
        while (UrlInput.At(text, next) is '/' or '\\')
            next++;
        return next;
    }

    private static bool EndsAuthority(UrlDraft draft, char c) => c is '?' or '#' || IsSlash(draft, c);

    private static bool IsSlash(UrlDraft draft, int c) => c == '/' || (c == '\\' && draft.IsSpecial);
}
