using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests;

/// <summary>The guarded logger escapes and cuts the texts of every message.</summary>
public class GuardedLoggerTests
{
    private const string Hostile = "a\r\nwarn: forged\u001b[2J\u2028\u202e\u0085\ud800";
    private const string Escaped = @"a\u000d\u000awarn: forged\u001b[2J\u2028\u202e\u0085\ud800";

    public static IEnumerable<object[]> Messages => Methods().Where(method => Texts(method).Any()).Select(method => new object[] { method.DeclaringType!.Name, Id(method) });

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_message_escapes_its_texts(string type, int id)
    {
        var method = Methods().Single(method => method.DeclaringType!.Name == type && Id(method) == id);
        var record = Logged(method, Hostile);

        Assert.Contains(Escaped, record.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(record.Message, IsUnsafe);
        Assert.Equal(Texts(method).Count(), record.StructuredState!.Count(value => value.Value == Escaped));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_message_cuts_its_texts(string type, int id)
    {
        var method = Methods().Single(method => method.DeclaringType!.Name == type && Id(method) == id);
        var record = Logged(method, new string('x', 1_000_000));

        Assert.InRange(record.Message.Length, 1000, (1100 * Texts(method).Count()) + 500);
        Assert.All(record.StructuredState!, value => Assert.InRange(value.Value?.Length ?? 0, 0, 1100));
    }

    /// <summary>The shorter text is a part of the longer one.</summary>
    [Fact]
    public void A_text_within_another_is_escaped_in_both()
    {
        var log = new FakeLogger();
        PayloadLog.PayloadFault(GuardedLogger.Of(log), "Network", "\n", "x\ny\r");
        Assert.Equal(@"payload from Network at \u000a: x\u000ay\u000d", log.LatestRecord.Message);
    }

    [Fact]
    public void A_message_of_plain_texts_is_logged_as_it_is()
    {
        var log = new FakeLogger();
        PayloadLog.PayloadFault(GuardedLogger.Of(log), "Network", "$.features", "é is missing");
        Assert.Equal("payload from Network at $.features: é is missing", log.LatestRecord.Message);
        Assert.Equal("payload from {Source} at {Path}: {Message}", log.LatestRecord.GetStructuredStateValue("{OriginalFormat}"));
    }

    private static bool IsUnsafe(char c) => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u202e';

    private static FakeLogRecord Logged(MethodInfo method, string text)
    {
        var log = new FakeLogger();
        method.Invoke(null, [.. method.GetParameters().Select(parameter => Argument(parameter.ParameterType))]);
        return log.LatestRecord;

        object? Argument(Type type) => type switch
        {
            _ when type == typeof(GuardedLogger) => GuardedLogger.Of(log),
            _ when type == typeof(string) => text,
            _ when type == typeof(Exception) => new InvalidOperationException(),
            _ => Activator.CreateInstance(type),
        };
    }

    private static IEnumerable<MethodInfo> Methods() =>
        from type in typeof(GrowthBookClient).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where method.GetCustomAttribute<LoggerMessageAttribute>() is not null
        select method;

    private static IEnumerable<ParameterInfo> Texts(MethodInfo method) => method.GetParameters().Where(parameter => parameter.ParameterType == typeof(string));

    private static int Id(MethodInfo method) => method.GetCustomAttribute<LoggerMessageAttribute>()!.EventId;
}
