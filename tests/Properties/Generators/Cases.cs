using System.Collections.Immutable;
using System.Text;

namespace GrowthBook.Pure.Properties;

/// <summary>A JSON object of attributes.</summary>
public sealed record UserJson(Json.Object Attributes)
{
    public override string ToString() => Attributes.ToString();
}

/// <summary>A JSON object without meaning.</summary>
public sealed record ObjectJson(Json.Object Members)
{
    public override string ToString() => Members.ToString();
}

/// <summary>A JSON value whose numbers are all within the range of a double.</summary>
public sealed record FiniteJson(Json Value)
{
    public override string ToString() => Value.ToString();
}

/// <summary>A double of any magnitude, often where its text changes form.</summary>
public sealed record FiniteNumber(double Content)
{
    public override string ToString() => Content.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A JSON value with its members in two orders.</summary>
public sealed record ReorderedJson(Json Value, Json Reordered);

/// <summary>Two versions that are often equal, or differ in one part, in leading zeros or in the number of parts.</summary>
public sealed record VersionPair(string Left, string Right);

/// <summary>A text of special characters, possibly empty.</summary>
public sealed record HardText(string Content)
{
    public override string ToString() => ((Json)Content).ToString();
}

/// <summary>A text that is hashed, not empty.</summary>
public sealed record Identifier(string Content)
{
    public override string ToString() => ((Json)Content).ToString();
}

/// <summary>A condition on a path, with two operands that the path may have.</summary>
public sealed record PathCase(UserJson User, string Path, Json Operand, Json Other);

/// <summary>A condition that nearly matches a user, and the saved groups that it refers to.</summary>
public sealed record ConditionCase(Json.Object Attributes, Json.Object Groups, Json.Object Condition)
{
    /// <summary>The library's answer.</summary>
    public bool Matches() => Matches(Condition);

    /// <summary>The library's answer for another condition and the same user.</summary>
    public bool Matches(Json condition) => Evaluator.EvalCondition(Context(), GrowthBook.Condition.Parse(condition.ToString()).Value);

    public Context Context() => new(
        Payload.Parse(Json.Of(("savedGroups", Groups)).ToString()).Value,
        GrowthBook.Attributes.Parse(Attributes.ToString()).Value);
}

/// <summary>Two conditions for one user.</summary>
public sealed record ConditionPair(ConditionCase Case, Json.Object Other);

/// <summary>A payload, a context that nearly fits it, and the key of a feature.</summary>
public sealed record EvaluationCase(Json.Object Payload, Json.Object Context, string Key)
{
    /// <summary>The context, parsed again: no object is shared with another call.</summary>
    public Context Parse() => GrowthBook.Context.Parse(Context.ToString(), GrowthBook.Payload.Parse(Payload.ToString()).Value).Value;

    public (FeatureResult Result, Effects Effects) Evaluate() => Evaluator.EvalFeature(Parse(), Key);

    /// <summary>Result and effects as text.</summary>
    public string Answer()
    {
        var (result, effects) = Evaluate();
        return result.ToValue() + "\n" + effects;
    }

    /// <summary>The case as a line of evaluation records.</summary>
    public Json.Object Record => Json.Of(("id", "r1"), ("payload", Payload), ("context", Context), ("feature", Key));

    public override string ToString() => Record.ToString();
}

/// <summary>An evaluation of f0, which needs f2 and f1, of which f2 needs f1 too.</summary>
public sealed record DiamondCase(EvaluationCase Case)
{
    public override string ToString() => Case.ToString();
}

/// <summary>An inline experiment and a context that nearly fits it.</summary>
public sealed record ExperimentCase(Json.Object Experiment, Json.Object Payload, Json.Object Context)
{
    public (ExperimentResult Result, Effects Effects) Run() => Evaluator.RunExperiment(
        GrowthBook.Context.Parse(Context.ToString(), GrowthBook.Payload.Parse(Payload.ToString()).Value).Value,
        GrowthBook.Experiment.Parse(Experiment.ToString()).Value!);

    /// <summary>The case as a line of evaluation records.</summary>
    public Json.Object Record => Json.Of(("id", 7), ("payload", Payload), ("context", Context), ("experiment", Experiment));

    public override string ToString() => Record.ToString();
}

/// <summary>Weights that sum to 1, in ten-thousandths: the step of the finer hash.</summary>
public sealed record Split(ImmutableArray<int> Parts)
{
    public const int Whole = 10_000;

    public int Count => Parts.Length;

    public ImmutableArray<double> Weights => [.. Parts.Select(part => part / (double)Whole)];

    public override string ToString() => string.Join('+', Parts);
}

/// <summary>An experiment with many users.</summary>
public sealed record Draw(string Seed, int Version, Split Split, int Coverage, int FirstUser)
{
    public override string ToString() => $"seed {(Json)Seed}, version {Version}, weights {Split}, coverage {Coverage}, users from {FirstUser}";

    /// <summary>Enough users that some are near every boundary, and few enough to draw often.</summary>
    public IEnumerable<string> Users => Identifiers.Crowd(60, FirstUser);

    public Experiment Experiment => new("exp", Split.Parts.Select((_, i) => (Value)i))
    {
        Seed = Seed,
        HashVersion = Version,
        Weights = Split.Weights,
        Coverage = Coverage / (double)Split.Whole,
    };

    /// <summary>A user's bucket by the naive hash; without a seed the experiment's key is hashed.</summary>
    public double BucketOf(string user) => NaiveHash.Hash(Seed.Length == 0 ? "exp" : Seed, user, Version)!.Value;

    /// <summary>Whether a bucket is the start or end of a range. There the rounding of sums of doubles decides, as in the reference.</summary>
    public bool IsAtBoundary(double bucket) => NaiveRanges.Of(Split, Coverage)
        .Any(range => Math.Abs((double)range.Start - bucket) < 1e-9 || Math.Abs((double)range.End - bucket) < 1e-9);

    /// <summary>The variation of a user, -1 for none.</summary>
    public static int VariationOf(Experiment experiment, string user)
    {
        var (result, _) = Evaluator.RunExperiment(new Context(Payload.Empty, new Attributes { ["id"] = user }), experiment);
        return result.InExperiment ? result.VariationId : -1;
    }
}

/// <summary>A draw in which the weight <c>Moved</c> goes from variation <c>From</c> to the next.</summary>
public sealed record MovedBoundary(Draw Draw, int From, int Moved);

/// <summary>A draw that covers more and more users.</summary>
public sealed record RaisedCoverage(Draw Draw, int Raised);

/// <summary>An experiment with sticky buckets, a user, and the stored documents of that user.</summary>
public sealed record StickyCase(Draw Draw, string? Id, string? Device, bool HasFallback, int BucketVersion, Json.Object Stored)
{
    public Experiment Experiment => Draw.Experiment with
    {
        Meta = [.. Draw.Split.Parts.Select((_, i) => new VariationMeta("v" + (char)('0' + i)))],
        FallbackAttribute = HasFallback ? "device" : null,
        BucketVersion = BucketVersion,
    };

    public Context Context => GrowthBook.Context.Parse(
        Json.Of(("attributes", Attributes), ("stickyBucketAssignmentDocs", Stored)).ToString(), Payload.Empty).Value;

    private Json.Object Attributes => new([.. new (string, string?)[] { ("id", Id), ("device", Device) }
        .Where(attribute => attribute.Item2 is not null).Select(attribute => (attribute.Item1, (Json)attribute.Item2!))]);
}

/// <summary>Two parts of a namespace, in thousandths, that do not overlap.</summary>
public sealed record NamespaceParts(string Id, int Start, int Middle, int Gap, int End, int FirstUser)
{
    public ExperimentNamespace Left => new(Id, new BucketRange(Start / 1000.0, Middle / 1000.0));

    public ExperimentNamespace Right => new(Id, new BucketRange(Gap / 1000.0, End / 1000.0));
}

/// <summary>Effects of all kinds, some of them the same.</summary>
public sealed record EffectList(Effects Effects)
{
    public override string ToString() => Effects.ToString();
}

/// <summary>A function from a number to a number with effects, for the laws of composition.</summary>
public sealed record Step(int Factor, int Offset, EffectList Even, EffectList Odd)
{
    public (int Result, Effects Effects) Run(int number) =>
        (unchecked((number * Factor) + Offset), number % 2 == 0 ? Even.Effects : Odd.Effects);
}

/// <summary>JSON bytes with random damage.</summary>
public sealed record DamagedText(ImmutableArray<byte> Bytes)
{
    public override string ToString() => Encoding.Latin1.GetString([.. Bytes]);
}
