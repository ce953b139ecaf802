using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>Finding the part that fails makes metadata per type, not per item.</summary>
public sealed class SerializerFaultTests
{
    [Fact]
    public void A_long_list_makes_metadata_once_for_a_type()
    {
        var resolver = new CountingResolver();
        Item[] items = [.. Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? new Item() : new OtherItem()), new Item { Fails = true }];

        var thrown = Assert.Throws<ArgumentException>(() => Attributes.FromObject(new { items }, new JsonSerializerOptions { TypeInfoResolver = resolver }));

        Assert.Contains("items[1000]", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("no luck", thrown.Message, StringComparison.Ordinal);
        Assert.InRange(resolver.Items, 1, 20);
    }

    private class Item
    {
        public bool Fails { get; init; }

        public string Name => Fails ? throw new InvalidOperationException("no luck") : "a";
    }

    private sealed class OtherItem : Item;

    private sealed class CountingResolver : DefaultJsonTypeInfoResolver
    {
        public int Items { get; private set; }

        public override JsonTypeInfo GetTypeInfo(Type type, JsonSerializerOptions options)
        {
            Items += typeof(Item).IsAssignableFrom(type) ? 1 : 0;
            return base.GetTypeInfo(type, options);
        }
    }
}
