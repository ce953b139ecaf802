using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The values of features for users or archetypes, with the reasons.</summary>
/// <param name="Payload">The hash of the payload.</param>
/// <param name="Features">The keys of the features: the columns.</param>
/// <param name="Rows">The rows, in the order of the users.</param>
public sealed record Matrix(string Payload, ImmutableArray<string> Features, ImmutableArray<MatrixRow> Rows)
{
    /// <summary>Evaluates features for users.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="users">The users.</param>
    /// <param name="features">The keys of the features. Default: all features of the payload, in its order.</param>
    /// <param name="hasStickyBuckets">
    /// Whether the application has sticky buckets, so that a <c>fallbackAttribute</c> counts. Default: not known; the values are those of an application without, and
    /// <see cref="Undecided"/> has the number of users who depend on it.
    /// </param>
    /// <returns>The matrix. <see cref="MatrixRow.Of"/> gives one row at a time, for users that do not fit into memory.</returns>
    public static Matrix Of(WrittenPayload payload, IEnumerable<MatrixUser> users, IEnumerable<string>? features = null, bool? hasStickyBuckets = null)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(users);
        ImmutableArray<string> columns = [.. features ?? payload.Compiled.FeatureKeys];
        MatrixUser[] all = [.. users];
        var fallbacks = FallbackUsers.Of(payload.Compiled, columns);
        return new Matrix(payload.Hash, columns, [.. all.Select(user => MatrixRow.Of(payload.Compiled, user, columns, hasStickyBuckets is true))])
        {
            HasStickyBuckets = hasStickyBuckets,
            Undecided = hasStickyBuckets is null ? all.Count(user => IsUndecided(payload.Compiled, user, columns, fallbacks)) : 0,
        };
    }

    /// <summary>Whether the application has sticky buckets. Default: not known.</summary>
    public bool? HasStickyBuckets { get; init; }

    /// <summary>The number of users with other cells in an application with sticky buckets, if it is not known whether it has them. Default: 0.</summary>
    public long Undecided { get; init; }

    /// <summary>Whether a user has other cells in an application with sticky buckets.</summary>
    internal static bool IsUndecided(Payload payload, MatrixUser user, ImmutableArray<string> features, FallbackUsers fallbacks) =>
        new Context(payload, user.Attributes) is var context && fallbacks.Has(context) && features.Any(feature => fallbacks.Decide(context, feature));

    /// <summary>
    /// The matrix as JSON: <c>{"kind":"matrix","schemaVersion":1,"payload","stickyBuckets"?,"features":[…],"users":[…],"unread":0,"undecided"?}</c>, a user as <see cref="MatrixRow.ToValue"/> returns
    /// it.
    /// </summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(
    [
        new("kind", "matrix"),
        new("schemaVersion", PartialResult.SchemaVersion),
        new("payload", Payload),
        .. StickyBucketing.MembersOf(HasStickyBuckets),
        new("features", new Value.Array(Features.Select(feature => (Value)feature))),
        new("users", new Value.Array(Rows.Select(row => (Value)row.ToValue()))),
        new(Unread.Member, 0),
        .. StickyBucketing.UndecidedOf(Undecided),
    ]);
}
