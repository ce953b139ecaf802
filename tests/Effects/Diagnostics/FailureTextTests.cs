namespace GrowthBook.Client.Tests.Diagnostics;

public sealed class FailureTextTests
{
    [Fact]
    public void A_loggable_exception_is_logged_by_its_message_alone() =>
        Assert.Equal("could not read: no connection", FailureText.Of(Thrown(new Loggable("could not read: no connection")), withMessages: false));

    [Fact]
    public void A_loggable_cause_is_logged_after_the_type_of_its_exception() => Assert.StartsWith(
        @"System.InvalidOperationException < no\u000aconnection at ",
        FailureText.Of(Thrown(new InvalidOperationException("of ada", new Loggable("no\nconnection"))), withMessages: false),
        StringComparison.Ordinal);

    [Fact]
    public void Another_exception_is_logged_without_its_message() => Assert.StartsWith(
        "System.InvalidOperationException at ",
        FailureText.Of(Thrown(new InvalidOperationException("of ada")), withMessages: false),
        StringComparison.Ordinal);

    private static Exception Thrown(Exception exception) => Record.Exception((Action)(() => throw exception))!;

    private sealed class Loggable(string message) : Exception(message), ILoggableException;
}
