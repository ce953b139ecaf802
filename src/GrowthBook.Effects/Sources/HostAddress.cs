namespace GrowthBook.Client;

/// <summary>The address of a server in the options, which could hold a password or a token.</summary>
internal static class HostAddress
{
    /// <summary>Notes a fault unless the address is one to which paths can be added.</summary>
    public static void Check(string property, string host, string example, OptionFaults faults) => faults.Check(
        Uri.TryCreate(host, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" },
        property, $"an http or https address without user, query and fragment, such as `{example}`", TextOf(host));

    /// <summary>The address without what could be a password or a token.</summary>
    public static string TextOf(string host) => host.IndexOfAny(['@', '?', '#']) < 0 ? $"`{host}`" : "one with a user, query or fragment";
}
