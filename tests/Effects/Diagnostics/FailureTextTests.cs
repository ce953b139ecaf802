namespace Storefront.Exposures
{
    /// <summary>Code of an application.</summary>
    internal static class Table
    {
        public static async ValueTask WriteAsync()
        {
            await Task.Yield();
            Parse();
        }

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        private static void Parse() => int.Parse("no number", System.Globalization.CultureInfo.InvariantCulture);
    }
}

namespace GrowthBook.Client.Tests.Diagnostics
{
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

        /// <summary>The exception of a sink of functions has the application's as its cause.</summary>
        [Fact]
        public async Task The_place_is_the_deepest_one_of_the_application()
        {
            var sink = EffectSink.Of(onExperimentViewed: (_, _, _, _) => Storefront.Exposures.Table.WriteAsync());
            var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await sink.WriteAsync([Pipeline.SampleEffects.Event(Pipeline.SampleEffects.Exposure())], default));

            Assert.StartsWith(
                "GrowthBook.Client.EffectWriteException < System.FormatException at Storefront.Exposures.Table.Parse() in ",
                FailureText.Of(failure, withMessages: false),
                StringComparison.Ordinal);
        }

        [Fact]
        public void An_exception_without_a_frame_of_the_application_has_that_of_the_platform()
        {
            try
            {
                _ = int.Parse("no number", System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (FormatException e)
            {
                Assert.StartsWith("System.FormatException at System.", FailureText.Of(e, withMessages: false), StringComparison.Ordinal);
                return;
            }
            Assert.Fail("it is a number");
        }

        private static Exception Thrown(Exception exception) => Record.Exception((Action)(() => throw exception))!;

        private sealed class Loggable(string message) : Exception(message), ILoggableException;
    }
}
