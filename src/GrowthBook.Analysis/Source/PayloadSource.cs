using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// A payload as it is written: every feature, rule, experiment, condition and saved group with its JSON path, line and column, next
/// to the compiled payload that evaluation uses. Of encrypted parts only the compiled payload knows.
/// </summary>
public sealed class PayloadSource
{
    /// <summary>The paths of the faults by which a part is left out.</summary>
    private readonly HashSet<string> _left;

    private readonly Dictionary<string, FeatureSource> _features;
    private readonly Dictionary<string, Experiment> _experiments = new(StringComparer.Ordinal);

    private PayloadSource(SourceNode? root, Payload payload, ImmutableArray<PayloadError> errors)
    {
        Root = root;
        Payload = payload;
        Errors = errors;
        _left = [.. errors.Where(error => error.Severity != ErrorSeverity.Warning).Select(error => error.Path)];
        Features = [.. Part("features").Where(member => member.Value is Value.Object).Select(Feature)];
        Groups = [.. Part("savedGroups").Select(member => new GroupSource(member.Name!, member))];
        PageExperiments = [.. OwnExperiments()];
        _features = Features.ToDictionary(feature => feature.Key, StringComparer.Ordinal);
        foreach (var each in Experiments)
            _experiments.TryAdd(each.Experiment.Key, each.Experiment);
    }

    /// <summary>The outermost value; <c>null</c> for text that is not JSON.</summary>
    public SourceNode? Root { get; }

    /// <summary>The compiled payload.</summary>
    public Payload Payload { get; }

    /// <summary>The faults that <see cref="Payload"/> reports, in their order; <see cref="PlaceOf"/> has the place of each.</summary>
    public ImmutableArray<PayloadError> Errors { get; }

    /// <summary>The features, in the order of the text.</summary>
    public ImmutableArray<FeatureSource> Features { get; }

    /// <summary>The payload's own experiments that evaluation uses, in the order of the text.</summary>
    public ImmutableArray<ExperimentSource> PageExperiments { get; }

    /// <summary>The saved groups, in the order of the text.</summary>
    public ImmutableArray<GroupSource> Groups { get; }

    /// <summary>All experiments: those of the rules, then the payload's own.</summary>
    public IEnumerable<ExperimentSource> Experiments => Features
        .SelectMany(feature => feature.Rules)
        .Select(rule => rule.Experiment)
        .OfType<ExperimentSource>()
        .Concat(PageExperiments);

    /// <summary>Reads a payload.</summary>
    /// <param name="utf8Json">The JSON text in UTF-8, with or without a byte order mark. Must not change afterwards.</param>
    /// <param name="decryptionKey">The key in base64 of a connection whose payload is encrypted.</param>
    public static PayloadSource Read(ReadOnlyMemory<byte> utf8Json, string? decryptionKey = null)
    {
        var (payload, errors) = Payload.Parse(utf8Json.Span, decryptionKey);
        return new PayloadSource(SourceReader.Read(utf8Json), payload, errors);
    }

    /// <summary>The place of a JSON path, or of the nearest value around it that exists; line 1, column 1 for text that is not JSON.</summary>
    public LineColumn PlaceOf(string path) => NodeAt(path)?.Place ?? new LineColumn(1, 1);

    /// <summary>The node at a JSON path, or the nearest one around it that exists; <c>null</c> for text that is not JSON.</summary>
    public SourceNode? NodeAt(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Root?.Nearest(path.AsSpan(Math.Min(path.Length, 1)));
    }

    /// <summary>The saved group of an id; <c>null</c> without one.</summary>
    public GroupSource? Group(string id) => Groups.FirstOrDefault(group => group.Id == id);

    /// <summary>The feature of a key; <c>null</c> without one.</summary>
    internal FeatureSource? Feature(string key) => _features.GetValueOrDefault(key);

    /// <summary>The first experiment of a key; <c>null</c> without one.</summary>
    internal Experiment? Experiment(string key) => _experiments.GetValueOrDefault(key);

    private IEnumerable<SourceNode> Part(string name) => Root?[name] is { Value: Value.Object } part ? part.Members : [];

    private FeatureSource Feature(SourceNode node)
    {
        var written = node["rules"]?.Elements ?? [];
        var number = Payload.Features.NumberOf(node.Name!);
        var used = number >= 0 && Payload.Features[number].Exists ? Payload.Features[number].Rules : default;
        var isLeftOut = written.Select(rule => used.Count < written.Length && IsLeftOut(rule)).ToArray();
        var isKnown = isLeftOut.Count(left => !left) == used.Count;
        var (rules, next) = (ImmutableArray.CreateBuilder<RuleSource>(written.Length), 0);
        for (var i = 0; i < written.Length; i++)
            rules.Add(new RuleSource(node.Name!, i, written[i], isKnown && !isLeftOut[i] ? used[next++] : null));
        return new FeatureSource(node.Name!, node, rules.MoveToImmutable());
    }

    /// <summary>Whether a fault says that a rule or an experiment is left out; that fault is at its own path.</summary>
    private bool IsLeftOut(SourceNode node) => _left.Contains(node.Path);

    private IEnumerable<ExperimentSource> OwnExperiments()
    {
        var used = Payload.Pages.All;
        var written = Root?["experiments"]?.Elements ?? [];
        var left = _left.Select(path => Own(NodeAt(path))).ToHashSet();
        var kept = used.Length == written.Length ? written : [.. written.Where(node => !left.Contains(node))];
        return kept.Length == used.Length ? kept.Zip(used, (node, page) => new ExperimentSource(page.Experiment.Source, node, null)) : [];

        SourceNode? Own(SourceNode? node)
        {
            while (node?.Parent is { } parent && parent != Root!["experiments"])
                node = parent;
            return node;
        }
    }
}
