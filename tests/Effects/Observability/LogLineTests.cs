namespace GrowthBook.Client.Tests.Observability;

/// <summary>No text of a server or a payload can start a line of its own in the log, or control a terminal.</summary>
public sealed class LogLineTests : ServerTest
{
    private const string Forged = "\\r\\nwarn: forged\\u001b[2J\\u2028\\u202e\\u0085";

    [Fact]
    public async Task Errors_of_the_server_are_escaped()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        Server.OnFeatures = Faults.Status(500, $$$"""{"error":"{{{Forged}}}"}""");
        await StartAsync(updater);
        Assert.Contains(@"\u000d\u000awarn: forged\u001b[2J\u2028\u202e\u0085", updater.LastFailure?.Message, StringComparison.Ordinal);
        AssertOneLineEach();
    }

    [Fact]
    public async Task Names_of_a_payload_are_escaped()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        Server.Payload = """{"features":{"FORGED\ud800":{"defaultValue":1,"rules":[{"condition":{"a":{"$FORGED":1}}},7]}}}""".Replace("FORGED", Forged, StringComparison.Ordinal);
        await StartAsync(updater);
        Assert.Contains(LogLines(), line => line.Contains("forged", StringComparison.Ordinal));
        AssertOneLineEach();
    }

    private void AssertOneLineEach()
    {
        Assert.NotEmpty(LogLines());
        Assert.All(LogLines(), line => Assert.DoesNotContain(line, c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u202e'));
    }
}
