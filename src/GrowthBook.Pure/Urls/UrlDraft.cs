namespace GrowthBook.Urls;

/// <summary>
/// The URL record (URL Standard, section 4.1) while the parser fills it in. Each call of the parser has its own.
/// </summary>
internal sealed class UrlDraft
{
    /// <summary>Starts an empty record for a scheme that is already in lower case.</summary>
    public UrlDraft(string scheme)
    {
        Scheme = scheme;
        IsSpecial = SpecialScheme.Is(scheme);
        IsFile = scheme == SpecialScheme.File;
    }

    /// <summary>The scheme, without its colon.</summary>
    public string Scheme { get; }

    /// <summary>Whether the scheme is special.</summary>
    public bool IsSpecial { get; }

    /// <summary>Whether the scheme is <c>file</c>.</summary>
    public bool IsFile { get; }

    /// <summary>The encoded user name.</summary>
    public string Username { get; set; } = "";

    /// <summary>The encoded password.</summary>
    public string Password { get; set; } = "";

    /// <summary>The serialised host; null when the URL has none, which is not the same as an empty one.</summary>
    public string? Host { get; set; }

    /// <summary>The port, or null when absent or the default of the scheme.</summary>
    public int? Port { get; set; }

    /// <summary>The path of a URL like <c>mailto:a</c>; null when the path is a list of segments.</summary>
    public string? OpaquePath { get; set; }

    /// <summary>The path segments, encoded.</summary>
    public List<string> Segments { get; } = new();

    /// <summary>The encoded query, or null.</summary>
    public string? Query { get; set; }

    /// <summary>The encoded fragment, or null.</summary>
    public string? Fragment { get; set; }

    /// <summary>Takes user, password, host and port from the base URL.</summary>
    public void CopyAuthority(WebUrl source)
    {
        Username = source.Username;
        Password = source.Password;
        Host = source.HostName;
        Port = source.PortNumber;
    }

    /// <summary>Takes the path from the base URL.</summary>
    public void CopyPath(WebUrl source)
    {
        OpaquePath = source.OpaquePath;
        Segments.AddRange(source.Segments);
    }

    /// <summary>Removes the last segment, but never the drive letter of a file URL ("shorten a URL's path").</summary>
    public void Shorten()
    {
        if (IsFile && Segments.Count == 1 && DriveLetter.IsNormalized(Segments[0]))
            return;
        if (Segments.Count > 0)
            Segments.RemoveAt(Segments.Count - 1);
    }
}
