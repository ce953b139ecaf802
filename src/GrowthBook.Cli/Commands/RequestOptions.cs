using System.CommandLine;

namespace GrowthBook.Cli;

/// <summary>The arguments that <c>eval</c> and <c>explain</c> share.</summary>
internal sealed class RequestOptions
{
    public const string AllowUnknownName = "--allow-unknown";

    public Argument<string[]> Features { get; } = new("FEATURE")
    {
        Description = "The keys of the features. Default: all features of the payload.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public PayloadOptions Payload { get; } = new();

    public ContextOptions Context { get; }

    public Option<bool> AllowUnknown { get; } = new(AllowUnknownName)
    {
        Description = "Evaluate a feature that the payload does not have as null, instead of failing with exit code 3.",
    };

    public RequestOptions() => Context = new ContextOptions(AllowUnknown);

    public void AddTo(Command command)
    {
        command.Add(Features);
        Payload.AddTo(command);
        Context.AddTo(command);
        command.Add(AllowUnknown);
    }

    public Outcome<EvaluationRequest> Read(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var inputs = new Inputs(terminal, cancellation);
        return
            from payload in Payload.Read(parsed, inputs, terminal)
            from context in Context.Read(parsed, payload.Payload, inputs, terminal)
            from features in FeaturesOf(parsed, context, terminal)
            let undecided = Context.WarnOfUndecided(parsed, context, features, terminal)
            let misfits = ContextOptions.WarnOfMisfits(context, terminal)
            select new EvaluationRequest(features, context, payload.Hash);
    }

    /// <summary>Reads the same with the payload as it is written.</summary>
    public Outcome<WrittenRequest> ReadWritten(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var inputs = new Inputs(terminal, cancellation);
        return
            from payload in Payload.ReadWritten(parsed, inputs, terminal)
            from context in Context.Read(parsed, payload.Compiled, inputs, terminal)
            from features in FeaturesOf(parsed, context, terminal)
            let misfits = ContextOptions.WarnOfMisfits(context, terminal)
            select new WrittenRequest(new EvaluationRequest(features, context, payload.Hash), payload);
    }

    private Outcome<string[]> FeaturesOf(ParseResult parsed, Context context, Terminal terminal)
    {
        var known = context.Payload.FeatureKeys;
        if (parsed.GetValue(Features) is not { Length: > 0 } features)
            return known.Count == 0 ? Fault.Input("the payload has no features") : known.ToArray();
        var unknown = features
            .Where(feature => UnknownFeature.Is(feature, context))
            .Select(feature => UnknownFeature.Message(feature, context.Payload))
            .ToArray();
        if (unknown.Length > 0 && !parsed.GetValue(AllowUnknown))
            return Fault.Input($"{string.Join("; ", unknown)} ({AllowUnknown.Name} evaluates it as null)");
        foreach (var message in unknown)
            terminal.Warn(message);
        return features;
    }
}
