namespace GrowthBook.Client;

/// <summary>The address of a server in the options, which could hold a password or a token.</summary>
internal static class HostAddress
{
    private static readonly string[] Endpoints = ["/api/features/", "/api/eval/", "/sub/sdk-"];

    /// <summary>Notes a fault unless the address is one to which paths can be added.</summary>
    public static void Check(string property, string host, string example, OptionFaults faults)
    {
        var isAddress = Uri.TryCreate(host, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" };
        faults.Check(isAddress, property, $"an http or https address without user, query and fragment, such as `{example}`", TextOf(host));
        if (isAddress && EndpointIn(uri!.AbsolutePath) is { } endpoint)
            faults.Check(false, property, $"the address before `{endpoint}`, which the client adds", "one with that path");
    }

    /// <summary>The path of an endpoint in an address that was copied whole; otherwise <c>null</c>.</summary>
    private static string? EndpointIn(string path) => Endpoints.FirstOrDefault(endpoint => (path + "/").Contains(endpoint));

    /// <summary>The address without what could be a password or a token.</summary>
    public static string TextOf(string host) => host.IndexOfAny(['@', '?', '#']) < 0 ? $"`{host}`" : "one with a user, query or fragment";
}
