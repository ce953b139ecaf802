using System.IO.Compression;

namespace GrowthBook.Cli.Tests;

/// <summary>Inputs that are no texts in files: addresses that are not fetched, and compressed files.</summary>
public sealed class AddressTests(Files files) : IClassFixture<Files>
{
    [Theory]
    [InlineData("ftp://flags.example/secret/payload.json", "ftp://flags.example")]
    [InlineData("FTP://flags.example?secret", "FTP://flags.example")]
    [InlineData("ftp://user:secret@flags.example/payload.json", "ftp://flags.example")]
    [InlineData("s3://flags", "s3://flags")]
    [InlineData("localhost:18722/secret", "localhost:18722")]
    [InlineData("127.0.0.1:80", "127.0.0.1:80")]
    public async Task An_address_with_another_scheme_or_without_one_exits_with_3_and_names_the_schemes(string address, string origin)
    {
        var expected = new Gb.Run(ExitCode.BadInput, "", $"gb: {origin}: no such file; only addresses that start with http:// or https:// are fetched\n");
        foreach (var command in new[] { new[] { "check", address }, ["eval", "f", "-p", address], ["lint", address], ["diff", address, address], ["eval", "--records", address] })
            Assert.Equal(expected, await Gb.RunAsync(command));
    }

    /// <summary>The path of a file is no secret.</summary>
    [Theory]
    [InlineData("file:///tmp/no%20such/ab.json?x", "file:///tmp/no%20such/ab.json?x")]
    [InlineData("FILE://c:/ab.json", "FILE://c:/ab.json")]
    [InlineData("file://user:secret@host/x@y", "file://host/x@y")]
    [InlineData("file://user:sec@ret@host", "file://host")]
    [InlineData("file://", "file://")]
    public async Task The_address_of_a_file_is_named_without_its_user(string address, string name) =>
        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {name}: no such file; write its path without file://\n"), await Gb.RunAsync("check", address));

    [Theory]
    [InlineData("cdn.flags.example/api/features/sdk-1")]
    [InlineData("v1.prod/payload.json")]
    public async Task A_name_that_can_be_a_file_or_a_host_is_named_whole_with_both_mends(string path) =>
        Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {path}: no such file; if it is an address, start it with https://\n"), await Gb.RunAsync("check", path));

    [Theory]
    [InlineData("http://flags.example/secret", "http://flags.example")]
    [InlineData("https://flags.example#secret", "https://flags.example")]
    public async Task The_address_of_lines_exits_with_3_because_only_whole_texts_are_fetched(string address, string origin)
    {
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        foreach (var (option, command) in new[]
        {
            ("--records", new[] { "eval", "--records", address }),
            ("--users", ["simulate", payload, "--users", address]),
            ("gb srm", ["srm", address, "--payload", payload]),
        })
        {
            Assert.Equal(
                new Gb.Run(ExitCode.BadInput, "", $"gb: {origin}: is not fetched; {option} reads a file or standard input\n"), await Gb.RunAsync(command));
        }
    }

    public static TheoryData<string, byte[]> Compressed()
    {
        var gzip = new MemoryStream();
        using (var stream = new GZipStream(gzip, CompressionMode.Compress))
            stream.Write("{\"features\":{}}\n"u8);
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create))
        using (var entry = new StreamWriter(archive.CreateEntry("payload.json").Open()))
            entry.Write("{}");
        return new() { { "gzip", gzip.ToArray() }, { "zip", zip.ToArray() }, { "zstd", [0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x00, 0x11] } };
    }

    [Theory]
    [MemberData(nameof(Compressed))]
    public async Task A_compressed_file_is_refused_by_its_form(string form, byte[] bytes)
    {
        var path = files.Write("compressed", bytes);
        foreach (var command in new[] { new[] { "check", path }, ["eval", "f", "-p", path], ["lint", path], ["eval", "--records", path] })
            Assert.Equal(new Gb.Run(ExitCode.BadInput, "", $"gb: {path}: is compressed with {form}; decompress it first\n"), await Gb.RunAsync(command));
    }
}
