using System.Text;

namespace GrowthBook.Client.Redis.Tests;

/// <summary>The result of the script for a stored text and new assignments, byte for byte.</summary>
public sealed class StickyMergeTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    private const string Head = """{"attributeName":"id","attributeValue":"u","assignments":""";

    [SkippableFact]
    public async Task The_first_save_writes_the_document_of_the_reference()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection);
        await store.SaveAsync(Documents.Of("first", ("exp__0", "control")));
        Assert.Equal(
            """{"attributeName":"id","attributeValue":"first","assignments":{"exp__0":"control"}}""",
            (string?)await redis.Database.StringGetAsync("id||first"));
    }

    [SkippableFact]
    public async Task A_document_without_assignments_has_an_empty_object()
    {
        SharedRedis.Need();
        var store = new RedisStickyBucketStore(redis.Connection);
        await store.SaveAsync(Documents.Of("none"));
        Assert.Equal(
            """{"attributeName":"id","attributeValue":"none","assignments":{}}""",
            (string?)await redis.Database.StringGetAsync("id||none"));
    }

    public static TheoryData<string, string, string> Stored => new()
    {
        { "stored ones keep their order, new ones follow", Head + """{"z__0":"1","a__0":"1"}}""", Head + """{"z__0":"1","a__0":"1","exp__0":"1"}}""" },
        { "one that is there already is replaced at its place", Head + """{"exp__0":"0","a__0":"1"}}""", Head + """{"exp__0":"1","a__0":"1"}}""" },
        { "an empty object", Head + "{}}", Head + """{"exp__0":"1"}}""" },
        { "an empty array in the place of the assignments, as PHP writes an empty object", Head + "[]}", Head + """{"exp__0":"1"}}""" },
        { "null in the place of the assignments", Head + "null}", Head + """{"exp__0":"1"}}""" },
        { "no assignments at all", """{"attributeName":"id","attributeValue":"u"}""", Head + """{"exp__0":"1"}}""" },
        { "assignments that are no texts stay as they are", Head + """{"n__0":12345678901234567890,"e__0":{},"l__0":[]}}""", Head + """{"n__0":12345678901234567890,"e__0":{},"l__0":[],"exp__0":"1"}}""" },
        { "other members stay as they were written, in their order", Head + """{},"z":1.50,"a":[],"o":{},"n":null,"t":true,"f":false,"d":-0,"e":1E+400,"s":" \/"}""", Head + """{"exp__0":"1"},"z":1.50,"a":[],"o":{},"n":null,"t":true,"f":false,"d":-0,"e":1E+400,"s":" \/"}""" },
        { "other members before the assignments are moved after them", """{"v":2,"assignments":{"a__0":"1"},"attributeValue":"u","attributeName":"id"}""", Head + """{"a__0":"1","exp__0":"1"},"v":2}""" },
        { "white space between the parts", " { \"attributeName\" :\t\"id\" , \"attributeValue\":\r\n\"u\" ,\"assignments\" : { \"a__0\" : \"1\" } } \n", Head + """{"a__0":"1","exp__0":"1"}}""" },
        { "a byte order mark", "\uFEFF" + Head + """{"a__0":"1"}}""", Head + """{"a__0":"1","exp__0":"1"}}""" },
        { "a key that is escaped needlessly is the same key", Head + """{"\u0065\u0078p__\u0030":"0"}}""", Head + """{"exp__0":"1"}}""" },
        { "members of the document that are escaped needlessly", """{"\u0061ttributeName":"i\u0064","attributeValue":"\u0075","assignment\u0073":{"a__0":"1"}}""", Head + """{"a__0":"1","exp__0":"1"}}""" },
        { "of members with the same name the last value counts", Head + """{"a__0":"1","b__0":"1","a__0":"2"}}""", Head + """{"a__0":"2","b__0":"1","exp__0":"1"}}""" },
        { "members of the document that stand twice", """{"attributeName":"id","attributeValue":"u","assignments":{"a__0":"1"},"attributeValue":"u"}""", Head + """{"a__0":"1","exp__0":"1"}}""" },
        { "members named as parts of Lua's tables and of ECMAScript's objects", Head + """{"at":"1","1":"1","":"1","__proto__":"1","n":"1"},"at":{},"__proto__":1}""", Head + """{"at":"1","1":"1","":"1","__proto__":"1","n":"1","exp__0":"1"},"at":{},"__proto__":1}""" },
        { "lone surrogates, which Redis's own JSON refuses", Head + """{"\ud800__0":"\udfff"},"x":"\udc00\ud800"}""", Head + """{"\ud800__0":"\udfff","exp__0":"1"},"x":"\udc00\ud800"}""" },
        { "control characters and a slash stay escaped as they were", Head + """{"a\u0000\u001f\/__0":"\b\f\n\r\t\"\\"}}""", Head + """{"a\u0000\u001f\/__0":"\b\f\n\r\t\"\\","exp__0":"1"}}""" },
        { "a delete character and text beyond the basic plane are not escaped", Head + "{\"\u007F\u00E9\u2028\U0001F600__0\":\"\uFFFF\"}}", Head + "{\"\u007F\u00E9\u2028\U0001F600__0\":\"\uFFFF\",\"exp__0\":\"1\"}}" },
        { "an escaped backslash in front of a u is not an escape of it", Head + """{"\\u0065xp__0":"0"}}""", Head + """{"\\u0065xp__0":"0","exp__0":"1"}}""" },
    };

    [SkippableTheory]
    [MemberData(nameof(Stored))]
    public async Task An_assignment_is_merged_into(string what, string stored, string merged)
    {
        SharedRedis.Need();
        await redis.Database.StringSetAsync("id||u", stored);
        await new RedisStickyBucketStore(redis.Connection).SaveAsync(Documents.Of("u", ("exp__0", "1")));
        Assert.True(merged == await redis.Database.StringGetAsync("id||u"), $"{what}: {await redis.Database.StringGetAsync("id||u")}");
    }

    [SkippableFact]
    public async Task A_numeric_identifier_is_equal_to_its_text()
    {
        SharedRedis.Need();
        await redis.Database.StringSetAsync("id||123", """{"attributeName":"id","attributeValue":123,"assignments":{"a__0":"1"}}""");
        await new RedisStickyBucketStore(redis.Connection).SaveAsync(Documents.Of("123", ("exp__0", "1")));
        Assert.Equal(
            """{"attributeName":"id","attributeValue":"123","assignments":{"a__0":"1","exp__0":"1"}}""",
            (string?)await redis.Database.StringGetAsync("id||123"));
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("12")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{")]
    [InlineData("{]")]
    [InlineData("""{"assignments":{"a__0":"1"}}""")]
    [InlineData("""{"attributeName":"id","assignments":{"a__0":"1"}}""")]
    [InlineData("""{"attributeName":"id","attributeValue":"another","assignments":{"a__0":"1"}}""")]
    [InlineData("""{"attributeName":"another","attributeValue":"u","assignments":{"a__0":"1"}}""")]
    [InlineData(Head + """{"a__0":"1"}""")]
    [InlineData(Head + """{"a__0":"1"}}}""")]
    [InlineData(Head + """{"a__0":"1"}} x""")]
    [InlineData(Head + """{"a__0":"1",}}""")]
    [InlineData(Head + """{"a__0":"1"},}""")]
    [InlineData(Head + """{"a__0" "1"}}""")]
    [InlineData(Head + """{a__0:"1"}}""")]
    [InlineData(Head + """{'a__0':'1'}}""")]
    [InlineData(Head + """{"a__0":"1"},"x":NaN}""")]
    [InlineData(Head + """{"a__0":"1"},"x":Infinity}""")]
    [InlineData(Head + """{"a__0":"1"},"x":0x10}""")]
    [InlineData(Head + """{"a__0":"1"},"x":01}""")]
    [InlineData(Head + """{"a__0":"1"},"x":1.}""")]
    [InlineData(Head + """{"a__0":"1"},"x":.5}""")]
    [InlineData(Head + """{"a__0":"1"},"x":+1}""")]
    [InlineData(Head + """{"a__0":"1"},"x":1e}""")]
    [InlineData(Head + """{"a__0":"1"},"x":nulls}""")]
    [InlineData(Head + """{"a__0":"1"},"x":True}""")]
    [InlineData(Head + """{"a__0":"1"},"x":[1,]}""")]
    [InlineData(Head + """{"a__0":"1"},"x":[1}}""")]
    [InlineData(Head + """{"a__0":"1"},"x":"\x"}""")]
    [InlineData(Head + """{"a__0":"1"},"x":"\u12g4"}""")]
    [InlineData(Head + "{\"a__0\":\"1\"},\"x\":\"\n\"}")]
    [InlineData(Head + "{\"a__0\":\"1\"},\"x\":\"\0\"}")]
    [InlineData(Head + """{"a__0":"1"},"x":"open}""")]
    public async Task A_value_that_is_no_document_of_the_identifier_is_replaced(string stored)
    {
        SharedRedis.Need();
        await redis.Database.StringSetAsync("id||u", stored);
        await new RedisStickyBucketStore(redis.Connection).SaveAsync(Documents.Of("u", ("exp__0", "1")));
        Assert.Equal(Head + """{"exp__0":"1"}}""", (string?)await redis.Database.StringGetAsync("id||u"));
    }

    [SkippableFact]
    public async Task Nesting_beyond_the_limit_of_Redis_JSON_is_kept()
    {
        SharedRedis.Need();
        var deep = new string('[', 50_000) + new string(']', 50_000);
        var objects = string.Concat(Enumerable.Repeat("{\"a\":[", 20_000)) + string.Concat(Enumerable.Repeat("]}", 20_000));
        await redis.Database.StringSetAsync("id||u", Head + """{"a__0":"1"},"deep":""" + deep + ",\"objects\":" + objects + "}");
        await new RedisStickyBucketStore(redis.Connection).SaveAsync(Documents.Of("u", ("exp__0", "1")));
        Assert.Equal(
            Head + """{"a__0":"1","exp__0":"1"},"deep":""" + deep + ",\"objects\":" + objects + "}",
            (string?)await redis.Database.StringGetAsync("id||u"));
    }

    [SkippableFact]
    public async Task Bytes_that_are_not_UTF8_are_kept()
    {
        SharedRedis.Need();
        byte[] stored = [.. Encoding.UTF8.GetBytes(Head + "{\"a"), 0xFF, 0xC0, .. "__0\":\"1\"}}"u8];
        byte[] merged = [.. Encoding.UTF8.GetBytes(Head + "{\"a"), 0xFF, 0xC0, .. "__0\":\"1\",\"exp__0\":\"1\"}}"u8];
        await redis.Database.StringSetAsync("id||u", stored);
        await new RedisStickyBucketStore(redis.Connection).SaveAsync(Documents.Of("u", ("exp__0", "1")));
        Assert.Equal(merged, (byte[]?)await redis.Database.StringGetAsync("id||u"));
    }

    /// <summary>As JSON, because a test's argument cannot hold a lone surrogate.</summary>
    public static TheoryData<string> Texts => new(new[]
    {
        "", " ", "a", "\"", "\\", "\\\"", "/", "\0", "\u0001\b\t\n\f\r\u001F", "\u007F\u0080", "é", "\u2028\u2029", "\uFEFF", "\uFFFF",
        "😀", "a😀b", "\uD800", "\uDFFF", "\uD800\uD800", "\uDC00\uD800", "\uD83D\uDE00\uD83D", "\\ud800", "\\u0041", "%s %d %1", "[]", "{}",
        "'", "||", "__proto__", "assignments", "attributeName", "null", "123", "ĳ", "İ", new string('x', 100_000),
    }.Select(text => ((Value)text).ToJson()));

    /// <summary>As the name and value of the attribute and as the name and variation of an assignment.</summary>
    [SkippableTheory]
    [MemberData(nameof(Texts))]
    public async Task Any_text_round_trips(string json)
    {
        SharedRedis.Need();
        var text = Text(json);
        var store = new RedisStickyBucketStore(redis.Connection);
        var (first, second) = (Documents.Of(text, text, (text, "0"), ("b__0", text)), Documents.Of(text, text, (text, text), ("c__0", text)));
        await store.SaveAsync(first);
        Assert.Equal(first, await store.ReadOneAsync(first.Key));
        await store.SaveAsync(second);
        Assert.Equal(first.Merge(second), await store.ReadOneAsync(first.Key));
        Assert.Equal(Encoding.UTF8.GetBytes(first.Merge(second).ToString()).Length, await redis.Database.StringLengthAsync(first.Key));
    }

    /// <summary>Texts that other programs escape although they need not, such as Python's json does.</summary>
    [SkippableTheory]
    [MemberData(nameof(Texts))]
    public async Task A_fully_escaped_text_is_the_same_text(string json)
    {
        SharedRedis.Need();
        var text = Text(json);
        var store = new RedisStickyBucketStore(redis.Connection);
        var escaped = string.Concat(text.Select(c => $"\\u{(int)c:X4}"));
        var document = Documents.Of("u" + text, (text, "2"));
        await redis.Database.StringSetAsync(document.Key, $$$"""{"attributeName":"id","attributeValue":"u{{{escaped}}}","assignments":{"{{{escaped}}}":"1"}}""");
        await store.SaveAsync(document);
        Assert.Equal(document, await store.ReadOneAsync(document.Key));
    }

    private static string Text(string json) =>
        ((Value.String)Attributes.Parse($$"""{"text":{{json}}}""").Value["text"]).Content;
}
