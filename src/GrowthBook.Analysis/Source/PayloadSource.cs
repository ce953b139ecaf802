using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// A payload as it is written: every feature, rule, experiment, condition and saved group with its JSON path, line and column, next
/// to the compiled payload that evaluation uses. All of a decrypted part is at the place of the encrypted text.
/// </summary>
public sealed class PayloadSource
{
    /// <summary>The paths of the faults by which a part is left out.</summary>
    private readonly HashSet<string> _left;

    /// <summary>The decrypted parts by the names of the plain ones.</summary>
    private readonly ImmutableSortedDictionary<string, SourceNode> _decrypted;

    /// <summary>The place at which text that is not JSON cannot be read.</summary>
    private readonly LineColumn _failure;

    private readonly Dictionary<string, FeatureSource> _features;

    private PayloadSource(SourceNode? root, ImmutableSortedDictionary<string, SourceNode> decrypted, Payload payload, ImmutableArray<PayloadError> errors, LineColumn failure, string? decryptionKey)
    {
        Root = root;
        DecryptionKey = decryptionKey;
        _failure = failure;
        _decrypted = decrypted;
        Payload = payload;
        Errors = errors;
        _left = [.. (decrypted.IsEmpty ? errors : DecryptedParts.FaultsWith(decrypted, root!)).Where(error => error.Severity != ErrorSeverity.Warning).Select(error => error.Path)];
        Features = [.. Members("features").Where(member => member.Value is Value.Object).Select(Feature)];
        Groups = [.. Members("savedGroups").Select(member => new GroupSource(member.Name!, member))];
        PageExperiments = [.. OwnExperiments()];
        _features = Features.ToDictionary(feature => feature.Key, StringComparer.Ordinal);
    }

    /// <summary>The outermost value; <c>null</c> for text that is not JSON.</summary>
    public SourceNode? Root { get; }

    /// <summary>The key of the encrypted parts; <c>null</c> without one.</summary>
    internal string? DecryptionKey { get; }

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
        var root = SourceReader.Read(utf8Json);
        return new PayloadSource(root, DecryptedParts.Read(root, decryptionKey), payload, errors, root is null ? SourceReader.FailureOf(utf8Json) : default, decryptionKey);
    }

    /// <summary>The place of a JSON path, or of the nearest value around it that exists; for text that is not JSON the place of the fault.</summary>
    public LineColumn PlaceOf(string path) => NodeAt(path)?.Place ?? _failure;

    /// <summary>The node at a JSON path, or the nearest one around it that exists; <c>null</c> for text that is not JSON.</summary>
    public SourceNode? NodeAt(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Root?.Nearest(path.AsSpan(Math.Min(path.Length, 1)));
    }

    /// <summary>The saved group of an id; <c>null</c> without one.</summary>
    public GroupSource? Group(string id) => Groups.FirstOrDefault(group => group.Id == id);

    /// <summary>The conditions on users: of rules, of the payload's own experiments, of saved groups, and of the leaves of contextual bandits.</summary>
    internal IEnumerable<ConditionSource> UserConditions =>
        Features.SelectMany(feature => feature.Rules).Select(rule => rule.Condition)
            .Concat(PageExperiments.Select(page => ConditionReader.ReadMember(page.Node)))
            .Concat(Groups.Select(group => group.Condition))
            .Concat(Members("contextualBandits").SelectMany(bandit => bandit["contexts"]?.Elements ?? []).Select(ConditionReader.ReadMember))
            .OfType<ConditionSource>();

    /// <summary>The contextual bandits as they are written, in the order of the text.</summary>
    internal IEnumerable<BanditSource> Bandits
    {
        get
        {
            if (Part("contextualBandits") is not { } part)
                return [];
            var left = LeftOut(part).SelectMany(node => node.To(part)).ToHashSet();
            var used = Features.SelectMany(feature => feature.Rules.Where(rule => rule.Compiled is Rule.Experiment || !feature.IsKnown))
                .Where(rule => rule.BanditReference is not null)
                .ToLookup(rule => rule.BanditReference!, rule => (rule.Compiled as Rule.Experiment)?.Bandit?.Source, StringComparer.Ordinal);
            return part.Members.Select(member => new BanditSource(
                member.Name!, member, used.Contains(member.Name!),
                Leaves(member, used[member.Name!].FirstOrDefault(bandit => bandit is not null)?.Leaves ?? [], left)));
        }
    }

    /// <summary>Whether a part of the payload is written and cannot be read, so that it may have anything.</summary>
    internal bool IsUnread(string part) => Part(part) is { Value: not Value.Null } plain && (part == "experiments" ? plain.Value is not Value.Array : plain.Value is not Value.Object)
        || (!_decrypted.ContainsKey(part) && Root?[DecryptedParts.EncryptedNameOf(part)]?.Value.AsString() is { Length: > 0 });

    /// <summary>Whether a feature is written that is left out, or may be in a part that cannot be read.</summary>
    internal bool IsLeftOut(string feature) => IsUnread("features") || (Feature(feature) is null && Part("features")?[feature] is not null);

    /// <summary>All nodes: those of the text, then those of decrypted parts.</summary>
    internal IEnumerable<SourceNode> Nodes => _decrypted.Values.Prepend(Root).OfType<SourceNode>().SelectMany(part => part.Descendants);

    /// <summary>The feature of a key; <c>null</c> without one.</summary>
    internal FeatureSource? Feature(string key) => _features.GetValueOrDefault(key);

    /// <summary>The node of a part of the payload: the decrypted one, or the plain one.</summary>
    internal SourceNode? Part(string name) => _decrypted.GetValueOrDefault(name) ?? Root?[name];

    private IEnumerable<SourceNode> Members(string part) => Part(part)?.Members ?? [];

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
        return new FeatureSource(node.Name!, node, rules.MoveToImmutable()) { IsKnown = isKnown };
    }

    /// <summary>Whether a fault says that a rule or an experiment is left out; that fault is at its own path.</summary>
    private bool IsLeftOut(SourceNode node) => _left.Contains(node.Path);

    private IEnumerable<ExperimentSource> OwnExperiments()
    {
        var used = Payload.Pages.All;
        if (Part("experiments") is not { } part)
            return [];
        var left = LeftOut(part).SelectMany(node => node.To(part)).ToHashSet();
        var kept = used.Length == part.Elements.Length ? part.Elements : [.. part.Elements.Where(node => !left.Contains(node))];
        return kept.Length == used.Length ? kept.Zip(used, (node, page) => new ExperimentSource(page.Experiment.Source, node, null)) : [];
    }

    /// <summary>The compiled leaves of a bandit with their objects; none where it is not known which objects are left out, because not all faults are listed.</summary>
    private static ImmutableArray<(SourceNode Node, Bandit.Leaf Leaf)> Leaves(SourceNode bandit, ImmutableArray<Bandit.Leaf> used, HashSet<SourceNode> left)
    {
        SourceNode[] kept = [.. (bandit["contexts"]?.Elements ?? []).Where(leaf => !left.Contains(leaf))];
        return kept.Length == used.Length ? [.. kept.Zip(used)] : [];
    }

    /// <summary>The nodes in a part that faults are at by which something is left out.</summary>
    private IEnumerable<SourceNode> LeftOut(SourceNode part)
    {
        var prefix = part.Path;
        return _left.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).Select(path => part.Nearest(path.AsSpan(prefix.Length)));
    }
}
