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

        /// <summary>The types within it say less than the message.</summary>
        [Fact]
        public void The_cause_of_a_loggable_exception_is_logged_only_on_request()
        {
            var exception = Thrown(new Loggable("no answer", new IOException("of ada")));
            Assert.Equal(("no answer", "no answer < System.IO.IOException (of ada)"), (FailureText.Of(exception, withMessages: false), FailureText.Of(exception, withMessages: true)));
        }

        /// <summary>The log line has the number of effects that such an exception adds.</summary>
        [Fact]
        public void An_exception_that_names_effects_is_logged_as_its_cause()
        {
            var exception = new EffectWriteException("2 of 3 of ada", new EffectWriteException("2 of 2", new Loggable("no connection")));
            Assert.Equal("no connection", FailureText.Of(exception, withMessages: false));
            Assert.Equal("no connection", FailureText.ReasonOf(exception));
            Assert.Contains("2 of 3 of ada", FailureText.Of(exception, withMessages: true), StringComparison.Ordinal);
        }

        [Fact]
        public void An_exception_that_the_application_makes_of_effects_is_logged_without_its_message() =>
            Assert.Equal("GrowthBook.Client.EffectWriteException", FailureText.Of(new EffectWriteException("of ada"), withMessages: false));

        [Fact]
        public void A_loggable_cause_is_logged_after_the_type_of_its_exception() => Assert.Equal(
            @"System.InvalidOperationException < no\u000aconnection",
            FailureText.Of(new InvalidOperationException("of ada", new Loggable("no\nconnection")), withMessages: false));

        [Fact]
        public async Task Another_exception_is_logged_with_its_place_and_without_its_message() => Assert.StartsWith(
            "System.FormatException at Storefront.Exposures.Table.Parse() in ",
            FailureText.Of(await Assert.ThrowsAsync<FormatException>(async () => await Storefront.Exposures.Table.WriteAsync()), withMessages: false),
            StringComparison.Ordinal);

        /// <summary>The exception of a sink of functions has the application's as its cause.</summary>
        [Fact]
        public async Task The_place_is_the_deepest_one_of_the_application()
        {
            var sink = EffectSink.Of(onExperimentViewed: (_, _, _, _) => Storefront.Exposures.Table.WriteAsync());
            var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await sink.WriteAsync([Pipeline.SampleEffects.Event(Pipeline.SampleEffects.Exposure())], default));

            Assert.StartsWith(
                "System.FormatException at Storefront.Exposures.Table.Parse() in ",
                FailureText.Of(failure, withMessages: false),
                StringComparison.Ordinal);
        }

        [Fact]
        public void A_place_in_the_platform_or_in_this_library_is_none_of_the_application()
        {
            try
            {
                _ = int.Parse("no number", System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (FormatException e)
            {
                Assert.Equal("System.FormatException", FailureText.Of(e, withMessages: false));
                return;
            }
            Assert.Fail("it is a number");
        }

        private static Exception Thrown(Exception exception) => Record.Exception((Action)(() => throw exception))!;

        private sealed class Loggable(string message, Exception? cause = null) : Exception(message, cause), ILoggableException;
    }
}
