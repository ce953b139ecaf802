namespace GrowthBook.Urls;

/// <summary>
/// The basic URL parser (URL Standard, section 4.4). Each state of the standard is a method that takes its start position and
/// calls the next state at its end. No state returns to an earlier one, so the call depth does not depend on the input.
/// </summary>
internal static class UrlParser
{
    /// <summary>Parses the text against an optional base; null where the URL constructor would throw.</summary>
    public static WebUrl? Parse(string input, WebUrl? baseUrl)
    {
        var text = UrlInput.Clean(input);
        var colon = UrlInput.SchemeLength(text);
        if (colon == 0 && baseUrl is null)
            return null;
        var draft = new UrlDraft(colon == 0 ? baseUrl!.Scheme : EcmaCharacters.ToAsciiLower(text.Substring(0, colon)));
        var parsed = colon == 0 ? WithoutScheme(draft, text, baseUrl!) : AfterScheme(draft, text, colon + 1, baseUrl);
        return parsed ? new WebUrl(draft) : null;
    }

    /// <summary>"scheme state" from its colon on, "special authority slashes state" and "path or authority state".</summary>
    private static bool AfterScheme(UrlDraft draft, string text, int position, WebUrl? baseUrl)
    {
        var sameScheme = baseUrl is not null && baseUrl.Scheme == draft.Scheme;
        if (draft.IsFile)
            return FileUrlParser.Parse(draft, text, position, sameScheme ? baseUrl : null);
        var oneSlash = UrlInput.At(text, position) == '/';
        var twoSlashes = oneSlash && UrlInput.At(text, position + 1) == '/';
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

    /// <summary>Parses "no scheme state".</summary>
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

    /// <summary>Parses "relative state" and "relative slash state".</summary>
    private static bool Relative(UrlDraft draft, string text, int position, WebUrl baseUrl)
    {
        if (IsSlash(draft, UrlInput.At(text, position)))
        {
            var next = UrlInput.At(text, position + 1);
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
        var end = position;
        var at = -1;
        while (end < text.Length && !EndsAuthority(draft, text[end]))
        {
            at = text[end] == '@' ? end : at;
            end++;
        }
        if (at < 0)
            return HostAndPort(draft, text, position, end);
        if (at + 1 == end)
            return false;
        var colon = text.IndexOf(':', position, at - position);
        draft.Username = PercentEncoding.Encode(text, position, colon < 0 ? at : colon, EncodeSet.UserInfo);
        draft.Password = colon < 0 ? "" : PercentEncoding.Encode(text, colon + 1, at, EncodeSet.UserInfo);
        return HostAndPort(draft, text, at + 1, end);
    }

    /// <summary>Parses "host state" and "port state".</summary>
    private static bool HostAndPort(UrlDraft draft, string text, int position, int end)
    {
        var colon = PortColon(text, position, end);
        var hostEnd = colon < 0 ? end : colon;
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
        var port = 0;
        for (var i = position; i < end; i++)
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
        var insideBrackets = false;
        for (var i = position; i < end; i++)
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

    /// <summary>The position after all slashes ("special authority ignore slashes state").</summary>
    private static int SkipSlashes(string text, int position)
    {
        var next = position;
        while (UrlInput.At(text, next) is '/' or '\\')
            next++;
        return next;
    }

    private static bool EndsAuthority(UrlDraft draft, char c) => c is '?' or '#' || IsSlash(draft, c);

    private static bool IsSlash(UrlDraft draft, int c) => c == '/' || (c == '\\' && draft.IsSpecial);
}
