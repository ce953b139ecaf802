using System.Collections.Immutable;
using System.Text;

namespace GrowthBook.Cli;

/// <summary>The features that evaluation records name.</summary>
/// <param name="Keys">The keys; <c>null</c> without records.</param>
internal sealed record EvaluatedFeatures(ImmutableHashSet<string>? Keys)
{
    /// <summary>Reads the file of the option <c>--records</c>. A malformed line names no feature; <c>gb replay</c> reports it.</summary>
    public static Outcome<EvaluatedFeatures> Read(Inputs inputs, string path) =>
        from stream in inputs.Open(RecordOptions.RecordsName, path)
        from features in Read(stream, Inputs.NameOf(path))
        select features;

    private static Outcome<EvaluatedFeatures> Read(Stream stream, string name)
    {
        using var open = stream;
        var (keys, blocks) = (ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal), new RecordBlocks(stream));
        while (blocks.Next() is { } block)
        {
            using var returned = block;
            var lines = new RecordLines(block);
            while (lines.Next())
            {
                if (FeatureOf(lines.Line) is { } key)
                    keys.Add(key);
            }
        }
        return blocks.Failure is { } failure ? Fault.OfFile(name, failure) : new EvaluatedFeatures(keys.ToImmutable());
    }

    private static string? FeatureOf(ReadOnlySpan<byte> line) =>
        Value.Parse(Encoding.UTF8.GetString(line)).Value is Value.Object record && record["feature"] is Value.String key ? key.Content : null;
}
