namespace GrowthBook.Client;

/// <summary>The address of a server in the options, which could hold a password or a token.</summary>
internal static class HostAddress
{
    /// <summary>Notes a fault unless the address is one to which paths can be added.</summary>
    public static void Check(string property, string host, string example, string clientKey, OptionFaults faults)
    {
        var isAddress = Uri.TryCreate(host, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" };
        faults.Check(isAddress, property, $"an http or https address without user, query and fragment, such as `{example}`", TextOf(host));
        if (isAddress && EndpointPath.EndOf(uri!, clientKey) is { } endpoint)
            faults.Check(false, property, $"the address before `{endpoint}`, which the client adds", "one with that path");
    }

    /// <summary>The address without what could be a password or a token.</summary>
    public static string TextOf(string host) =>
        host.IndexOfAny(['@', '?', '#']) >= 0 ? "one with a user, query or fragment"
        : Uri.TryCreate(host, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", AbsolutePath: not "/" } ? $"`{SameOriginRedirects.OriginOf(uri)}/…`"
        : $"`{host}`";
}
