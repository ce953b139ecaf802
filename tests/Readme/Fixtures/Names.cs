namespace GrowthBook.Readme.Tests.Fixtures;

/// <summary>The names that blocks use without declaring them. A block may declare one again.</summary>
internal static class Names
{
    public static readonly string json = Shop.Json;
    public static readonly Payload payload = Shop.Payload;
    public static readonly Context context = Shop.Context;
}
