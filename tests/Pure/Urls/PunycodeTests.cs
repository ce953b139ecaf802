using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Urls;

/// <summary>Host names of any length take time that fits their length.</summary>
public class PunycodeTests
{
    [Theory]
    [InlineData("bücher", "bcher-kva")] // the answers are those of Node's punycode
    [InlineData("ü", "tda")]
    [InlineData("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye")] // RFC 3492, 7.1 (B)
    [InlineData("pročprostěnemluvíčesky", "proprostnemluvesky-uyb24dma41a")] // (D), in lower case
    [InlineData("aábbáa", "abba-5nac")]
    [InlineData("\ud83d\ude00x\ud83d\ude00", "x-iv3sba")]
    public void Labels_are_encoded_and_decoded(string label, string encoded)
    {
        var points = Utf16.CodePoints(label);
        Assert.Equal(encoded, Punycode.Encode(points));
        Assert.Equal(points, Punycode.Decode(encoded));
    }

    [Fact]
    public void Distinct_letters_are_looked_at_a_few_times_each() => Work(i => 0x4E00 + i);

    [Fact]
    public void Repeated_letters_are_looked_at_a_few_times_each() => Work(i => i % 7 == 0 ? 'a' : 0xE0 + (i * i % 24));

    private static void Work(Func<int, int> point)
    {
        foreach (var count in new[] { 100, 1000, 20_000 })
        {
            var label = new CountedList(Enumerable.Range(0, count).Select(point).ToArray());
            var encoded = Punycode.Encode(label);
            Assert.InRange(label.Reads, count, 6 * count);
            Assert.Equal(label.Items, Punycode.Decode(encoded));
        }
    }

    /// <summary>Counts how often an element is read.</summary>
    private sealed class CountedList(int[] items) : IReadOnlyList<int>
    {
        public int[] Items => items;

        public int Reads { get; private set; }

        public int Count => items.Length;

        public int this[int index]
        {
            get
            {
                Reads++;
                return items[index];
            }
        }

        public IEnumerator<int> GetEnumerator()
        {
            for (var i = 0; i < items.Length; i++)
                yield return this[i];
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
