namespace GrowthBook.Urls;

/// <summary>The special schemes and their default ports (URL Standard, section 4.2).</summary>
internal static class SpecialScheme
{
    /// <summary>The special scheme without a port.</summary>
    public const string File = "file";

    /// <summary>Whether the scheme, in lower case, is one of the six special ones.</summary>
    public static bool Is(string scheme) => scheme == File || DefaultPort(scheme) is not null;

    /// <summary>The default port, or null for <c>file</c> and every scheme that is not special.</summary>
    public static int? DefaultPort(string scheme) => scheme switch
    {
        "http" or "ws" => 80,
        "https" or "wss" => 443,
        "ftp" => 21,
        _ => null,
    };
}
