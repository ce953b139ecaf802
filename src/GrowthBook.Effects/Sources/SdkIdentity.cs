namespace GrowthBook.Client;

/// <summary>The name and version by which servers know this SDK.</summary>
internal static class SdkIdentity
{
    public const string Language = "dotnet";

    /// <summary>The version of the assembly, such as <c>1.2.3</c>.</summary>
    public static string Version { get; } = typeof(SdkIdentity).Assembly.GetName().Version!.ToString(3);

    public static string UserAgent { get; } = $"growthbook-{Language}/{Version}";
}
