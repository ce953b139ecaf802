namespace GrowthBook.Pure.Tests.Values;

/// <summary>Texts and numbers that collide for every hash without a key do not collide here.</summary>
public class KeyedHashTests
{
    /// <summary>
    /// Each of twelve blocks has two forms. A hash that multiplies and shifts has the same state after both, whatever its start:
    /// only the highest bits differ, which a product keeps where they are.
    /// </summary>
    [Fact]
    public void Texts_made_to_collide_have_different_hashes()
    {
        string[] forms = ["abcdefgh", "abc\u8064e\u8066g\u8068"];
        var texts = Enumerable.Range(0, 4096)
            .Select(i => string.Concat(Enumerable.Range(0, 12).Select(block => forms[(i >> block) & 1])))
            .ToList();
        Assert.Equal(4096, texts.Distinct(StringComparer.Ordinal).Count());
        Assert.InRange(texts.Select(text => TextHash.Of(text.AsSpan())).Distinct().Count(), 4080, 4096);
        Assert.InRange(texts.Select(text => TextHash.Of(text.AsSpan()) & 0xFFFF).Distinct().Count(), 3500, 4096);
    }

    /// <summary>Both halves of these numbers' bits have the same exclusive or, which is the hash that .NET gives a number.</summary>
    [Fact]
    public void Numbers_made_to_collide_have_different_hashes()
    {
        var numbers = Enumerable.Range(1, 4096)
            .Select(i => BitConverter.Int64BitsToDouble(((long)(0x40000000 ^ i) << 32) | (uint)i))
            .ToList();
        Assert.Single(numbers.Select(number => number.GetHashCode()).Distinct());
        Assert.InRange(numbers.Select(KeyedHash.Numbers.GetHashCode).Distinct().Count(), 4080, 4096);
    }

    [Fact]
    public void Equal_numbers_have_equal_hashes()
    {
        var numbers = KeyedHash.Numbers;
        Assert.Equal(numbers.GetHashCode(0.0), numbers.GetHashCode(-0.0));
        Assert.True(numbers.Equals(0.0, -0.0));
        var payload = BitConverter.Int64BitsToDouble(0x7FF8000000000001);
        Assert.Equal(numbers.GetHashCode(double.NaN), numbers.GetHashCode(payload));
        Assert.True(numbers.Equals(double.NaN, payload));
        Assert.False(numbers.Equals(1, 2));
        Assert.True(KeyedHash.Integers.Equals(7, 7));
    }

    [Fact]
    public void Text_in_bytes_has_the_hash_of_its_characters()
    {
        for (var length = 0; length < 40; length++)
        {
            var text = new string('a', length) + length;
            Assert.Equal(TextHash.Of(text.AsSpan()), TextHash.OfAscii(System.Text.Encoding.ASCII.GetBytes(text)));
        }
    }
}
