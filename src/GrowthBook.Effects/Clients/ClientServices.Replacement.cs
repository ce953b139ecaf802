using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <content>The parts of which a client has one at most, so that a later call of the builder replaces that of an earlier one.</content>
public sealed partial record ClientServices
{
    /// <summary>The parts that later calls of the builder replaced.</summary>
    internal ImmutableArray<ReplacedPart> ReplacedParts { get; init; } = [];

    internal ClientServices WithSource(IPayloadSource source, string method) => Replacing(Source, source, method) with { Source = source };

    internal ClientServices WithInitialSource(IPayloadSource source, string method) => Replacing(InitialSource, source, method) with { InitialSource = source };

    internal ClientServices WithCache(IPayloadCache cache, string method) => Replacing(Cache, cache, method) with { Cache = cache };

    internal ClientServices WithStickyBuckets(IStickyBucketStore store, string method) => Replacing(StickyBuckets, store, method) with { StickyBuckets = store };

    private ClientServices Replacing(object? earlier, object later, string method) => earlier is null || ReferenceEquals(earlier, later)
        ? this
        : this with { ReplacedParts = ReplacedParts.Add(new ReplacedPart(method, earlier.GetType(), later.GetType())) };
}

/// <summary>A part that a later call of the builder replaced.</summary>
/// <param name="Method">The method of the builder that was called twice.</param>
/// <param name="Earlier">The type of the part that the client does not use.</param>
/// <param name="Later">The type of the part in its place.</param>
internal readonly record struct ReplacedPart(string Method, Type Earlier, Type Later)
{
    public void Log(GuardedLogger logger) => ClientLog.PartReplaced(logger, Method, NameOf(Later), NameOf(Earlier));

    private static string NameOf(Type type) => PlainText.Of(TypeName.Of(type), PlainText.MaxName);
}
