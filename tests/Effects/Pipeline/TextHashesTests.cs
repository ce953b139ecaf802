namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>The hash of a text does not depend on what is kept, and memory is bounded.</summary>
public class TextHashesTests
{
    private const ulong Kind = 2UL << 62;
    private static readonly EffectKey Secret = new(1, 2);

    private readonly TextHashes _hashes = new(Secret, Kind);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("abc")]
    [InlineData("abcd")]
    [InlineData("abcdefghi")]
    [InlineData("\u00e4\ud800\uffff\u0000x")]
    public void A_text_has_the_hash_of_kind_length_and_text(string text)
    {
        Assert.Equal(HashOf(text), _hashes.Of(text));
        Assert.Equal(HashOf(text), _hashes.Of(new string(text.ToCharArray())));
    }

    [Fact]
    public void More_texts_than_are_kept_have_their_hashes()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 20_000; i++)
                Assert.Equal(HashOf($"feature-{i}"), _hashes.Of($"feature-{i}"));
        }
    }

    /// <summary>The first, the middle and the last four characters are equal.</summary>
    [Fact]
    public void Texts_with_the_same_place_have_their_hashes()
    {
        for (var i = 0; i < 10_000; i++)
        {
            var text = $"aaaa{i:D5}bbbb{i:D5}cccc";
            Assert.Equal(HashOf(text), _hashes.Of(text));
        }
    }

    [Fact]
    public void Repeated_texts_allocate_nothing()
    {
        var texts = Enumerable.Range(0, 1000).Select(i => $"feature-{i}").Append(new string('x', 1000)).ToArray();
        Assert.Equal(0, AllocatedBytes.Of(() => _hashes.Of(texts[0])));
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            foreach (var text in texts)
                _hashes.Of(text);
        }));
    }

    [Fact]
    public void Texts_with_the_same_place_allocate_nothing()
    {
        var texts = Enumerable.Range(0, 100).Select(i => $"aaaa{i:D5}bbbb{i:D5}cccc").ToArray();
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            foreach (var text in texts)
                _hashes.Of(text);
        }));
    }

    [Fact]
    public async Task Sixteen_threads_get_the_same_hashes()
    {
        var wrong = await Task.WhenAll(Enumerable.Range(0, 16).Select(thread => Task.Run(() => Enumerable.Range(0, 10_000).Count(i =>
        {
            var text = $"feature-{(i + (thread * 617)) % 6000}";
            return _hashes.Of(text) != HashOf(text);
        }))));
        Assert.Equal(0, wrong.Sum());
    }

    private static EffectKey HashOf(string text)
    {
        var hash = new SipHash(Secret);
        hash.Add(Kind + (uint)text.Length);
        hash.Add(text.AsSpan());
        return hash.Finish();
    }
}
