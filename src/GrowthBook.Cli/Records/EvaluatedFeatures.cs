using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The features that evaluation records name.</summary>
/// <param name="Keys">The keys; <c>null</c> without records.</param>
/// <param name="HasErrors">Whether a line could not be read, or the file has no record.</param>
internal sealed record EvaluatedFeatures(ImmutableHashSet<string>? Keys, bool HasErrors)
{
    /// <summary>Reads the file of the option <c>--records</c>, and shows the errors of its lines.</summary>
    public static async Task<Outcome<EvaluatedFeatures>> ReadAsync(LineRun run, LoadedPayload payload, Terminal terminal, CancellationToken cancellation)
    {
        var reader = new RecordReader(payload, replays: true);
        var (keys, errors, records, lines) = (ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal), new LineErrors(run.Name, terminal), 0L, 0L);
        var end = await run.EachBlockAsync(block => Read(block, reader), block =>
        {
            keys.UnionWith(block.Features);
            errors.Add(block.Errors);
            records += block.Lines - block.Errors.Count;
            return lines += block.Lines;
        }, cancellation).ConfigureAwait(false);
        errors.End();
        if (end is not null)
            return end;
        if (records == 0)
            terminal.Fail($"{run.Name}: no records");
        return new EvaluatedFeatures(records == 0 ? null : keys.ToImmutable(), errors.Count > 0 || records == 0);
    }

    private static Block Read(RecordBlock block, RecordReader reader)
    {
        var result = new Block();
        result.Lines = block.EachLine(Shard.Whole, result.Errors, (in RecordLines line) =>
        {
            var read = reader.ReadRequest(line);
            if (read.Record?.Subject is EvaluationSubject.OfFeature feature)
                result.Features.Add(feature.Key.ToString());
            return read.Error;
        });
        return result;
    }

    /// <summary>The features of a block of lines.</summary>
    private sealed class Block
    {
        public HashSet<string> Features { get; } = new(StringComparer.Ordinal);

        public List<string> Errors { get; } = [];

        public long Lines { get; set; }
    }
}
