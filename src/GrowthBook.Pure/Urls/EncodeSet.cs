namespace GrowthBook.Urls;

/// <summary>The percent-encode sets of the URL Standard (section 1.3) that its parser uses.</summary>
internal enum EncodeSet
{
    /// <summary>C0 controls and everything above U+007E: opaque paths and opaque hosts.</summary>
    C0Control,

    /// <summary>The fragment.</summary>
    Fragment,

    /// <summary>The query of a URL whose scheme is not special.</summary>
    Query,

    /// <summary>The query of a special URL: <see cref="Query"/> and the apostrophe.</summary>
    SpecialQuery,

    /// <summary>A path segment.</summary>
    Path,

    /// <summary>User name and password.</summary>
    UserInfo,
}
