using System.Text;

namespace GrowthBook.Pure.Tests;

/// <summary>Values, payloads and contexts from JSON text that must be free of faults; what targets may have warnings.</summary>
internal static class Given
{
    public static Value Value(string json)
    {
        var errors = new Faults();
        var value = ValueReader.Read(Utf8.OfJson(json), errors);
        Assert.Empty(errors.ToImmutable());
        return value!;
    }

    public static Value.Object Object(string json) => Assert.IsType<Value.Object>(Value(json));

    public static Attributes Attributes(string json)
    {
        var (attributes, errors) = GrowthBook.Attributes.Parse(json);
        Assert.DoesNotContain(errors, error => error.Severity != ErrorSeverity.Warning);
        return attributes;
    }

    public static Payload Payload(string json)
    {
        var (payload, errors) = GrowthBook.Payload.Parse(json);
        Assert.Empty(errors);
        return payload;
    }

    public static Condition Condition(string json)
    {
        var (condition, errors) = GrowthBook.Condition.Parse(json);
        Assert.DoesNotContain(errors, error => error.Severity != ErrorSeverity.Warning);
        return condition;
    }

    public static Experiment Experiment(string json)
    {
        var (experiment, errors) = GrowthBook.Experiment.Parse(json);
        Assert.DoesNotContain(errors, error => error.Severity != ErrorSeverity.Warning);
        return experiment!;
    }

    public static Context Context(string payload, string attributes = "{}") => new(Payload(payload), Attributes(attributes));

    /// <summary>A context with these features and no groups, bandits or experiments.</summary>
    public static Context Features(string features, string attributes = "{}") =>
        Context("{\"features\":" + features + "}", attributes);

    public static bool Matches(string condition, string attributes, string savedGroups = "{}") => Evaluator.EvalCondition(
        Context("{\"features\":{},\"savedGroups\":" + savedGroups + "}", attributes), Condition(condition));

    /// <summary>
    /// The text repeated: <c>Nested(3, "[", "1", "]")</c> is <c>[[[1]]]</c>.
    /// </summary>
    public static string Nested(int depth, string open, string core, string close)
    {
        var text = new StringBuilder((open.Length + close.Length) * depth);
        for (var i = 0; i < depth; i++)
            text.Append(open);
        text.Append(core);
        for (var i = 0; i < depth; i++)
            text.Append(close);
        return text.ToString();
    }

    /// <summary>Runs on a thread whose stack is small, so that recursion over the input's size would end the process.</summary>
    public static T OnSmallStack<T>(Func<T> function, int kilobytes = 256)
    {
        var result = default(T);
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = function();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            kilobytes * 1024);
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException("failed on the small stack", failure);
    }
}
