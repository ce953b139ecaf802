namespace GrowthBook;

/// <summary>The syntax of a URL target's pattern.</summary>
internal enum UrlTargetType
{
    /// <summary>A URL with <c>*</c> as wildcard, compared part by part.</summary>
    Simple,

    /// <summary>A regular expression over the whole URL.</summary>
    Regex,

    /// <summary>An unknown type, which never matches.</summary>
    Unknown,
}
