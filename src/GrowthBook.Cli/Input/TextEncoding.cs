using System.Buffers;
using System.Text;

namespace GrowthBook.Cli;

/// <summary>Recognises bytes that are no text in UTF-8, such as compressed ones: by the first of them, or by one that UTF-8 does not have there.</summary>
internal static class TextEncoding
{
    /// <summary>The number of bytes that are needed to tell.</summary>
    public const int Length = 4;

    /// <summary>The error of a text that starts with bytes of another encoding or of a compressed file; <c>null</c> for UTF-8.</summary>
    /// <param name="start">The first bytes, without white space before them.</param>
    /// <returns><c>is UTF-16; convert it to UTF-8, such as with `iconv -f UTF-16 -t UTF-8`, or in PowerShell with `Out-File -Encoding utf8`</c></returns>
    public static string? Error(ReadOnlySpan<byte> start) =>
        NameOf(start) is { } name ? $"is {name}; convert it to UTF-8, such as with `iconv -f {name} -t UTF-8`, or in PowerShell with `Out-File -Encoding utf8`"
        : CompressionOf(start) is { } compression ? $"is compressed with {compression}; decompress it first"
        : null;

    /// <summary>Finds the first byte that is not UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The line, and the error with the byte in the line, both from 1; <c>null</c> for UTF-8.</returns>
    public static (int Line, string Error)? Invalid(ReadOnlySpan<byte> text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text))
            return null;
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        var before = text[..at];
        var encoding = text.Contains((byte)0) ? "UTF-16" : "Latin-1";
        return (before.Count((byte)'\n') + 1, FormattableString.Invariant($"not UTF-8, such as text in {encoding}; convert it to UTF-8 (byte {at - before.LastIndexOf((byte)'\n')})"));
    }

    /// <summary>A byte order mark, or zero bytes around the first character of JSON.</summary>
    private static string? NameOf(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] or [0, 0, 0, not 0, ..] or [not 0, 0, 0, 0, ..] => "UTF-32",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..] => "UTF-16",
        _ => null,
    };

    private static string? CompressionOf(ReadOnlySpan<byte> start) => start switch
    {
        [0x1F, 0x8B, ..] => "gzip",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "zstd",
        [(byte)'P', (byte)'K', 3, 4, ..] => "zip",
        _ => null,
    };
}
