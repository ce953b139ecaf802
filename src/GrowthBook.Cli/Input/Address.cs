using System.Text.RegularExpressions;

namespace GrowthBook.Cli;

/// <summary>Recognises the addresses of servers among the names of files.</summary>
internal static partial class Address
{
    private const string FileScheme = "file://";

    /// <summary>The error of a file that does not exist because its name is an address; <c>null</c> for other names.</summary>
    /// <param name="reader">The option or command that reads the file.</param>
    /// <param name="path">The name.</param>
    /// <returns>The name and the mend. Of an address with a scheme or a port, the name has no user information and, unless the scheme is that of files, no path: both may contain a key.</returns>
    public static string? Error(string reader, string path) =>
        path.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase) ? $"{WithoutUser(path)}: no such file; write its path without {FileScheme}"
        : Download.IsUrl(path) ? $"{OriginOf(path)}: is not fetched; {reader} reads a file or standard input"
        : Form().IsMatch(path) ? $"{OriginOf(path)}: no such file; only addresses that start with http:// or https:// are fetched"
        : HostForm().IsMatch(path) && !Directory.Exists(path.Split('/')[0]) ? $"{path}: no such file; if it is an address, start it with https://"
        : null;

    private static string WithoutUser(string address)
    {
        var end = address.IndexOf('/', FileScheme.Length) is >= 0 and var found ? found : address.Length;
        var user = address.LastIndexOf('@', end - 1, end - FileScheme.Length);
        return user < 0 ? address : address[..FileScheme.Length] + address[(user + 1)..];
    }

    private static string OriginOf(string address)
    {
        var host = address.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0;
        var end = address.IndexOfAny(['/', '?', '#'], host) is >= 0 and var found ? found : address.Length;
        var name = address[host..end];
        return address[..host] + name[(name.LastIndexOf('@') + 1)..];
    }

    /// <summary>A host and a path, which a relative path can be too.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/", RegexOptions.CultureInvariant)]
    private static partial Regex HostForm();

    /// <summary>A scheme of two characters or more, or a host with a port.</summary>
    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.-]+://|[A-Za-z0-9.-]+:[0-9]{1,5}(/|$))", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
