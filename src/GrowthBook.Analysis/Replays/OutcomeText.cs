namespace GrowthBook.Analysis;

/// <summary>
/// Compares outcomes with the text of evaluation records: <c>"result":…,"effects":[…]}</c>. The text is written without making values
/// of the outcome, and that of the payload's experiments is written once. Threads may share it.
/// </summary>
internal sealed class OutcomeText
{
    private readonly Dictionary<Experiment, byte[]> _experiments = new(ReferenceEqualityComparer.Instance);

    /// <summary>Prepares the text of experiments.</summary>
    /// <param name="payload">The payload of most records.</param>
    public OutcomeText(Payload payload)
    {
        foreach (var experiment in payload.FeatureExperiments)
            _experiments[experiment] = ValueWriter.ToUtf8(experiment.ToValue());
    }

    /// <summary>Evaluates a record and compares the outcome.</summary>
    /// <param name="record">The record.</param>
    /// <param name="recorded">The text from the member <c>result</c> to the end of the line.</param>
    /// <returns>Whether a recording of the outcome ends with this text. <c>false</c> also if members are in another order.</returns>
    public bool IsOf(EvaluationRecord record, ReadOnlySpan<byte> recorded)
    {
        var text = new PooledBytes(recorded.Length + 256);
        if (record.Subject is EvaluationSubject.OfFeature feature)
            Append(Evaluator.EvalFeature(record.Context, feature.Key), ref text);
        else
            Append(record.Evaluate(), ref text);
        var isSame = text.Items.SequenceEqual(recorded);
        text.Return();
        return isSame;
    }

    private static void Append(EvaluationAnswer answer, ref PooledBytes text)
    {
        text.Append("\"result\":"u8);
        ValueWriter.Append(answer.Result, ref text);
        text.Append(",\"effects\":"u8);
        ValueWriter.Append(answer.Effects, ref text);
        text.Append("}"u8);
    }

    private void Append((FeatureResult Result, Effects Effects) outcome, ref PooledBytes text)
    {
        text.Append("\"result\":"u8);
        var start = text.Count;
        Append(outcome.Result, ref text, out var experimentResult);
        var result = start..text.Count;
        text.Append(",\"effects\":["u8);
        for (var i = 0; i < outcome.Effects.Count; i++)
        {
            if (i > 0)
                text.Append(","u8);
            switch (outcome.Effects[i])
            {
                case Effect.FeatureEvaluated evaluated:
                    text.Append("{\"type\":\"featureEvaluated\",\"featureKey\":"u8);
                    ValueWriter.Append(evaluated.FeatureKey, ref text);
                    text.Append(",\"result\":"u8);
                    if (ReferenceEquals(evaluated.Result, outcome.Result))
                        text.Repeat(result);
                    else
                        Append(evaluated.Result, ref text, out _);
                    text.Append("}"u8);
                    break;
                case Effect.ExperimentViewed viewed:
                    text.Append("{\"type\":\"experimentViewed\",\"experiment\":"u8);
                    Append(viewed.Experiment, ref text);
                    text.Append(",\"result\":"u8);
                    if (ReferenceEquals(viewed.Result, outcome.Result.ExperimentResult))
                        text.Repeat(experimentResult);
                    else
                        Append(viewed.Result, ref text);
                    text.Append("}"u8);
                    break;
                case var other:
                    ValueWriter.Append(other.ToValue(), ref text);
                    break;
            }
        }
        text.Append("]}"u8);
    }

    /// <summary>Appends the members that <see cref="FeatureResult.ToValue"/> gives.</summary>
    /// <param name="result">The result.</param>
    /// <param name="text">The text.</param>
    /// <param name="experimentResult">The place of the result of its experiment; empty without one.</param>
    private void Append(FeatureResult result, ref PooledBytes text, out Range experimentResult)
    {
        text.Append("{\"value\":"u8);
        ValueWriter.Append(result.Value, ref text);
        text.Append(result.On ? ",\"on\":true,\"off\":false,\"source\":"u8 : ",\"on\":false,\"off\":true,\"source\":"u8);
        ValueWriter.Append(FeatureResultSources.ToName(result.Source), ref text);
        text.Append(",\"ruleId\":"u8);
        ValueWriter.Append(result.RuleId, ref text);
        if (result.Experiment is not null)
        {
            text.Append(",\"experiment\":"u8);
            Append(result.Experiment, ref text);
        }
        experimentResult = default;
        if (result.ExperimentResult is not null)
        {
            text.Append(",\"experimentResult\":"u8);
            var start = text.Count;
            Append(result.ExperimentResult, ref text);
            experimentResult = start..text.Count;
        }
        text.Append("}"u8);
    }

    /// <summary>Appends the members that <see cref="ExperimentResult.ToValue"/> gives.</summary>
    private static void Append(ExperimentResult result, ref PooledBytes text)
    {
        if (result.ContextualBandit is not null)
        {
            ValueWriter.Append(result.ToValue(), ref text);
            return;
        }
        text.Append("{\"key\":"u8);
        ValueWriter.Append(result.Key, ref text);
        text.Append(",\"featureId\":"u8);
        if (result.FeatureId is not null)
            ValueWriter.Append(result.FeatureId, ref text);
        else
            text.Append("null"u8);
        text.Append(result.InExperiment ? ",\"inExperiment\":true"u8 : ",\"inExperiment\":false"u8);
        text.Append(result.HashUsed ? ",\"hashUsed\":true,\"variationId\":"u8 : ",\"hashUsed\":false,\"variationId\":"u8);
        ValueWriter.Append((Value)result.VariationId, ref text);
        text.Append(",\"value\":"u8);
        ValueWriter.Append(result.Value, ref text);
        text.Append(",\"hashAttribute\":"u8);
        ValueWriter.Append(result.HashAttribute, ref text);
        text.Append(",\"hashValue\":"u8);
        ValueWriter.Append(result.HashValue, ref text);
        text.Append(result.StickyBucketUsed ? ",\"stickyBucketUsed\":true"u8 : ",\"stickyBucketUsed\":false"u8);
        if (result.Name is not null)
        {
            text.Append(",\"name\":"u8);
            ValueWriter.Append(result.Name, ref text);
        }
        if (result.Bucket is { } bucket)
        {
            text.Append(",\"bucket\":"u8);
            ValueWriter.Append((Value)bucket, ref text);
        }
        text.Append(result.Passthrough ? ",\"passthrough\":true}"u8 : "}"u8);
    }

    private void Append(Experiment experiment, ref PooledBytes text)
    {
        if (_experiments.TryGetValue(experiment, out var written))
            text.Append(written);
        else
            ValueWriter.Append(experiment.ToValue(), ref text);
    }
}
