namespace GrowthBook.Urls;

/// <summary>How the pattern of a URL target is read.</summary>
internal enum UrlTargetType
{
    /// <summary>A URL with <c>*</c> as wildcard, compared part by part.</summary>
    Simple,

    /// <summary>A regular expression over the whole URL.</summary>
    Regex,

    /// <summary>A type this version does not know; it never matches.</summary>
    Unknown,
}
