using System.Buffers.Binary;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>The hash is SipHash-1-3 with 128 bits, by published vectors, and identities are unambiguous.</summary>
public class SipHashTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
    private static readonly EffectKey Secret = new(0x0706050403020100, 0x0F0E0D0C0B0A0908);

    /// <summary>From <c>vectors_sip128</c> of the authors' repository (SipHash-2-4, veorq/SipHash): messages 0, 1, 2, … of these lengths.</summary>
    [Theory]
    [InlineData(0, "A3817F04BA25A8E66DF67214C7550293")]
    [InlineData(1, "DA87C1D86B99AF44347659119B22FC45")]
    [InlineData(7, "A1F1EBBED8DBC153C0B84AA61FF08239")]
    [InlineData(8, "3B62A9BA6258F5610F83E264F31497B4")]
    [InlineData(15, "5493E99933B0A8117E08EC0F97CFC3D9")]
    [InlineData(16, "6EE2A4CA67B054BBFD3315BF85230577")]
    [InlineData(63, "5150D1772F50834A503E069A973FBD7C")]
    public void The_reference_of_these_tests_has_the_published_hashes(int length, string hash) =>
        Assert.Equal(hash, Convert.ToHexString(SipHashReference.Hash(Key, Message(length), 2, 4)));

    /// <summary>From the Rust crate siphasher, <c>test_siphash128_1_3</c>.</summary>
    [Fact]
    public void The_empty_message_has_the_published_hash() =>
        Assert.Equal([231, 126, 188, 178, 39, 136, 165, 190, 253, 98, 219, 106, 221, 48, 48, 1], Bytes(new SipHash(Secret).Finish()));

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(56)]
    [InlineData(512)]
    public void Words_have_the_hash_of_their_bytes(int length)
    {
        var message = Message(length);
        var hash = new SipHash(Secret);
        for (var at = 0; at < length; at += 8)
            hash.Add(BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at)));
        Assert.Equal(SipHashReference.Hash(Key, message, 1, 3), Bytes(hash.Finish()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("abc")]
    [InlineData("abcd")]
    [InlineData("abcde")]
    [InlineData("\u00e4\ud800\uffff\u0000x")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789")]
    public void A_text_has_the_hash_of_its_code_units_padded_to_words(string text)
    {
        var bytes = new byte[(text.Length + 3) / 4 * 8];
        for (var i = 0; i < text.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), text[i]);
        var hash = new SipHash(Secret);
        hash.Add(text.AsSpan());
        Assert.Equal(SipHashReference.Hash(Key, bytes, 1, 3), Bytes(hash.Finish()));
    }

    [Fact]
    public void Hashes_depend_on_the_key() =>
        Assert.NotEqual(new SipHash(EffectKey.Random()).Finish(), new SipHash(EffectKey.Random()).Finish());

    [Fact]
    public void Different_values_have_different_hashes_and_equal_ones_the_same()
    {
        var hashes = new ValueHashes(Secret);
        var longText = new string('x', 100);
        Value[] values =
        [
            Value.Null.Instance, true, false, 0, 1, 2, -1, 0.5, 1e300, "", "0", "1", "true", "null", "a", "ab", "abc", "abcd", "abcde", "abcd\0", longText, longText + "y",
            Value.Array.Empty, Value.Object.Empty, new Value.Array([1]), new Value.Array([1, 2]), new Value.Array(["1"]), new Value.Array([new Value.Array([1]), 2]), new Value.Array([new Value.Array([1, 2])]),
            new Value.Object([new("a", 1)]), new Value.Object([new("a", "1")]), new Value.Object([new("ab", 1)]), new Value.Object([new("a", 1), new("b", Value.Null.Instance)]),
        ];
        Assert.Equal(values.Length, values.Select(hashes.Of).Distinct().Count());
        Assert.Equal(values.Select(hashes.Of), values.Select(value => hashes.Of(Value.Parse(value.ToJson()).Value!)));
        Assert.Equal(hashes.Of(0), hashes.Of(-0.0));
        Assert.Equal(values.Length, values.Select(HashOf).Distinct().Count());

        static EffectKey HashOf(Value value)
        {
            var hash = new SipHash(Secret);
            ValueHashes.Add(value, ref hash);
            return hash.Finish();
        }
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(7, "7")]
    [InlineData(-12345, "-12345")]
    [InlineData(9007199254740991, "9007199254740991")]
    [InlineData(-9007199254740991, "-9007199254740991")]
    [InlineData(9007199254740992, "9007199254740992")]
    [InlineData(0.5, "0.5")]
    [InlineData(1e21, "1e+21")]
    public void A_number_as_hash_value_counts_as_its_text(double number, string text)
    {
        var identities = new EffectIdentities(default, Secret);
        Assert.Equal(text, WholeNumber.TextOf(number, new char[WholeNumber.MaxLength]).ToString());
        Assert.Equal(identities.OfExposure(SampleEffects.Exposure("e", text)), identities.OfExposure(SampleEffects.Exposure("e", number)));
    }

    [Fact]
    public void A_usage_is_identified_by_user_and_feature_and_not_by_their_joined_text()
    {
        var identities = new EffectIdentities(["id"], Secret);
        var keys = new[] { "", "a", "ab", "abc" }.SelectMany(user => new[] { "", "c", "bc", "abc" }.Select(feature => Usage(user, feature))).ToArray();
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(Usage("ab", "c"), Usage(new string("ab".ToCharArray()), new string("c".ToCharArray())));

        EffectKey Usage(string user, string feature) => identities.OfUsage(identities.OfUser(SampleEffects.User(user))!.Value, feature);
    }

    [Fact]
    public void A_user_with_the_text_of_a_feature_has_another_hash_than_the_feature()
    {
        var features = new TextHashes(Secret, 2UL << 62);
        var identities = new EffectIdentities(["id"], Secret);
        Assert.NotEqual(features.Of("id"), identities.OfUser(SampleEffects.User("id"))!.Value);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 5)]
    [InlineData(ulong.MaxValue, ulong.MaxValue)]
    public void The_hash_of_a_pair_depends_on_both_hashes_and_their_order(ulong low, ulong high)
    {
        var (hash, other) = (new EffectKey(low, high), new EffectKey(3, 4));
        Assert.NotEqual(hash.With(hash), other.With(other));
        Assert.NotEqual(hash.With(other), other.With(hash));
        Assert.NotEqual(hash.With(other), hash.With(hash));
        Assert.NotEqual(hash.With(other), other.With(other));
    }

    private static byte[] Message(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];

    private static byte[] Bytes(EffectKey hash) => [.. BitConverter.GetBytes(hash.Low), .. BitConverter.GetBytes(hash.High)];
}
