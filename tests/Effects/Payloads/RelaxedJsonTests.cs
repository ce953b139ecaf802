using System.Text;

namespace GrowthBook.Client.Tests;

/// <summary>Payloads that people write may have comments and trailing commas.</summary>
public sealed class RelaxedJsonTests
{
    private const string Relaxed = """
        // the features of the shop
        {
          "features": { /* one */
            "name": { "defaultValue": "// no /* comment */, }" /* , */ , }, // a trailing comma
          },
        }
        """;

    [Theory]
    [InlineData("[1,2]", "[1,2]")]
    [InlineData("[1,2,]", "[1,2 ]")]
    [InlineData("[1, \r\n ]", "[1  \r\n ]")]
    [InlineData("{\"a\":1,/* b */}", "{\"a\":1        }")]
    [InlineData("[1,// b\n]", "[1     \n]")]
    [InlineData("[[1,],[2,],]", "[[1 ],[2 ] ]")]
    [InlineData("[\",]\",\"\\\",]\",]", "[\",]\",\"\\\",]\" ]")]
    [InlineData("//a\r//b\r\n1", "   \r   \r\n1")]
    [InlineData("1/**/", "1    ")]
    [InlineData("1//", "1  ")]
    [InlineData("[,]", "[,]")]
    [InlineData("{\"a\":,}", "{\"a\":,}")]
    [InlineData("[1,,]", "[1,,]")]
    [InlineData("[1,/*]", "[1,/*]")]
    [InlineData("[1/2]", "[1/2]")]
    [InlineData("\"a//b", "\"a//b")]
    [InlineData("\"a\\", "\"a\\")]
    [InlineData("", "")]
    public void Comments_and_trailing_commas_become_spaces(string relaxed, string strict) =>
        Assert.Equal(strict, Encoding.UTF8.GetString(RelaxedJson.ToStrict(Encoding.UTF8.GetBytes(relaxed)).Span));

    /// <summary>A search for the end of each comment would read the rest of the text once per comment.</summary>
    [Theory]
    [InlineData("[1,/* [2,]", "[1,/* [2,]")]
    [InlineData("[1,]/*/ [2,] //", "[1 ]/*/ [2,] //")]
    [InlineData("/**/ /* // [1,] /*", "     /* // [1,] /*")]
    public void Reading_ends_at_the_first_comment_without_end(string relaxed, string strict) => Comments_and_trailing_commas_become_spaces(relaxed, strict);

    [Fact]
    public void Strict_text_is_not_copied()
    {
        ReadOnlyMemory<byte> strict = Encoding.UTF8.GetBytes("{\"a\":\"// \",\"b\":[1,2]}");
        Assert.True(RelaxedJson.ToStrict(strict).Span.Overlaps(strict.Span));
    }

    [Fact]
    public async Task A_payload_in_code_may_have_them()
    {
        var source = new InMemoryPayloadSource(Relaxed);
        await using var updater = new PayloadUpdater(source);
        Assert.Equal(new StartResult(PayloadOrigin.Init), await updater.StartAsync());
        Assert.Equal("// no /* comment */, }", updater.Name());
        source.Set(Relaxed.Replace("no", "another", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => updater.Name() == "// another /* comment */, }", "the replaced payload");
    }

    [Fact]
    public async Task An_embedded_resource_may_have_them()
    {
        await using var updater = new PayloadUpdater(new EmbeddedPayloadSource(typeof(RelaxedJsonTests).Assembly, "embedded.json"));
        Assert.Equal(new StartResult(PayloadOrigin.Init), await updater.StartAsync());
        Assert.Equal("embedded", updater.Name());
    }

    [Fact]
    public async Task A_payload_file_may_have_them_and_faults_keep_their_positions()
    {
        var directory = Directory.CreateTempSubdirectory("growthbook").FullName;
        var file = Path.Combine(directory, "features.json");
        await File.WriteAllTextAsync(file, Relaxed);
        await using (var client = new GrowthBookClient(new GrowthBookOptions { PayloadFile = file }))
        {
            Assert.Equal(new StartResult(PayloadOrigin.Init), await client.StartAsync());
            Assert.Equal("// no /* comment */, }", Payloads.NameOf(client.Current));
        }
        await File.WriteAllTextAsync(file, "// one\n{ /* two */ \"features\": ! }");
        await using (var client = new GrowthBookClient(new GrowthBookOptions { PayloadFile = file }))
            Assert.EndsWith("(line 2, byte 25)", (await client.StartAsync()).Reason, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }
}
