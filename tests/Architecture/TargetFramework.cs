namespace GrowthBook.Architecture;

/// <summary>A target framework of the libraries, as the preprocessor sees it.</summary>
internal sealed record TargetFramework(string Name, params string[] Symbols)
{
    public static TargetFramework Net10 { get; } = new("net10.0", "NET", "NET5_0_OR_GREATER", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0", "NET10_0_OR_GREATER");

    public static TargetFramework NetStandard { get; } = new("netstandard2.0", "NETSTANDARD", "NETSTANDARD2_0", "NETSTANDARD2_0_OR_GREATER");

    public static IReadOnlyList<TargetFramework> All { get; } = [Net10, NetStandard];
}
