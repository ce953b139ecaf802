using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests;

public sealed class PayloadDiagnosticsTests
{
    private readonly TestTime _time = new();
    private readonly FakeLogCollector _log = new();

    [Fact]
    public void Distinct_contents_with_faults_have_lines_for_a_burst_and_then_one_per_minute()
    {
        var diagnostics = new PayloadDiagnostics(GuardedLogger.Of(new FakeLogger(_log)), _time);
        for (var i = 0; i < 1_000; i++)
            diagnostics.Report(Faulty(i), null);
        Assert.Equal(PayloadDiagnostics.Burst, _log.GetSnapshot().Count(record => record.Id.Id == 110));
        Assert.Equal(113, Assert.Single(_log.GetSnapshot(), record => record.Id.Id != 110).Id.Id);

        _log.Clear();
        for (var i = 0; i < 600; i++)
        {
            diagnostics.Report(Faulty(10_000 + i), null);
            _time.Advance(PayloadDiagnostics.Interval / 60);
        }
        Assert.InRange(_log.GetSnapshot().Count(record => record.Id.Id == 110), 9, 10);
        Assert.InRange(_log.Count, 18, 21);
    }

    [Fact]
    public void A_content_without_lines_gets_them_when_it_comes_again()
    {
        var diagnostics = new PayloadDiagnostics(GuardedLogger.Of(new FakeLogger(_log)), _time);
        for (var i = 0; i <= PayloadDiagnostics.Burst; i++)
            diagnostics.Report(Faulty(i), null);
        _log.Clear();
        _time.Advance(PayloadDiagnostics.Interval);
        diagnostics.Report(Faulty(0), null);
        Assert.Equal(0, _log.Count);
        diagnostics.Report(Faulty(PayloadDiagnostics.Burst), null);
        Assert.Equal(110, Assert.Single(_log.GetSnapshot()).Id.Id);
    }

    /// <summary>A snapshot with one fault.</summary>
    private PayloadSnapshot Faulty(int number)
    {
        var json = System.Text.Encoding.UTF8.GetBytes($$$"""{"features":{"name":{"ruls":[],"defaultValue":"{{{number}}}"} } }""");
        var (payload, errors) = Payload.Parse(json);
        return new PayloadSnapshot(
            payload, errors, PayloadOrigin.Network, Confirmation.Now(_time), null, CacheLifetime.Unknown, CacheLifetime.Unknown, ContentHash.OfPayload(json, null), default);
    }
}
