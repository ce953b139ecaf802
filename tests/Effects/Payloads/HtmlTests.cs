namespace GrowthBook.Client.Tests;

/// <summary>HTML where JSON was expected is named as such, with the host that sent it.</summary>
public sealed class HtmlTests : ServerTest
{
    public static TheoryData<string> Pages => ["<!DOCTYPE html><html></html>", "\r\n\t <html>sdk-TopSecretClientKey1</html>", "\uFEFF<?xml version=\"1.0\"?>"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task As_an_answer_of_the_features_endpoint(string page)
    {
        Server.OnFeatures = Faults.Status(200, page);
        Assert.Equal(Message, (await StartAsync(Updater(PayloadUpdateMode.Manual))).Reason);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task As_an_answer_to_a_remote_evaluation(string page)
    {
        Server.OnEvaluate = Faults.Status(200, page);
        using var remote = new RemoteEvaluation(Server.Connection(), () => Client, null, Time);
        var failed = Assert.IsType<RemoteEvaluationResult.Failed>(await remote.EvaluateAsync(new Context(Payload.Empty, new Attributes { ["id"] = "1" })));
        Assert.Equal(Message, failed.Failure.Message);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task As_a_payload_of_a_stream(string page)
    {
        Server.OffersStream = true;
        var updater = Updater(PayloadUpdateMode.Streaming);
        await StartAsync(updater);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream and the catching up");
        await Server.SendAsync("features", page.Trim());
        await Eventually.TrueAsync(() => updater.LastFailure is not null, "the failure");
        Assert.Equal("the payload is not usable, so the payload in use stays: fatal error at $: HTML instead of JSON", updater.LastFailure!.Message);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task In_code(string page)
    {
        var updater = Keep(new PayloadUpdater(new InMemoryPayloadSource(page), Defaults(PayloadUpdateMode.Manual)));
        Assert.Equal("the payload is not usable: fatal error at $: HTML instead of JSON", (await StartAsync(updater)).Reason);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task In_a_file(string page)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, page);
        var updater = Keep(new PayloadUpdater(new FilePayloadSource(file), Defaults(PayloadUpdateMode.Manual)));
        Assert.Equal("the payload is not usable: fatal error at $: HTML instead of JSON", (await StartAsync(updater)).Reason);
        File.Delete(file);
    }

    private string Message => $"the server at {Server.Url} answered with HTML instead of JSON; check the host, and proxies and sign-ins on the way to it";
}
