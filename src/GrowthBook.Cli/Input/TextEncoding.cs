namespace GrowthBook.Cli;

/// <summary>Recognises text that is not UTF-8 by its first bytes.</summary>
internal static class TextEncoding
{
    /// <summary>The number of bytes that are needed to tell.</summary>
    public const int Length = 4;

    /// <summary>The error of a text that starts with bytes of another encoding; <c>null</c> for UTF-8.</summary>
    /// <param name="start">The first bytes, without white space before them.</param>
    /// <returns><c>is UTF-16; save it as UTF-8, in PowerShell with `Out-File -Encoding utf8`</c></returns>
    public static string? Error(ReadOnlySpan<byte> start) =>
        NameOf(start) is { } name ? $"is {name}; save it as UTF-8, in PowerShell with `Out-File -Encoding utf8`" : null;

    /// <summary>A byte order mark, or zero bytes around the first character of JSON.</summary>
    private static string? NameOf(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] or [0, 0, 0, not 0, ..] or [not 0, 0, 0, 0, ..] => "UTF-32",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..] => "UTF-16",
        _ => null,
    };
}
