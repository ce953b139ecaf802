using System.Text;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Tests;

/// <summary>A log that throws costs a refresh, and not the updater.</summary>
public class ThrowingLogTests
{
    [Fact]
    public void An_exception_while_a_payload_is_taken_is_a_failed_refresh()
    {
        var store = new PayloadStore(null, false, new Subscribers<PayloadSnapshot>(_ => { }), new PayloadDiagnostics(new Throwing()));
        var json = Encoding.UTF8.GetBytes("""{"features":{"f":{"rules":[1]}}}""");

        var result = store.TryReplace(new Candidate(json, PayloadOrigin.Network, Confirmation.Now(TimeProvider.System)));

        var failed = Assert.IsType<RefreshResult.Failed>(result);
        Assert.Equal(PayloadFailureReason.Unusable, failed.Failure.Reason);
        Assert.Contains(nameof(InvalidTimeZoneException), failed.Failure.Message, StringComparison.Ordinal);
        Assert.Null(store.Current);
    }

    private sealed class Throwing : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidTimeZoneException();
    }
}
