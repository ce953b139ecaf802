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
    /// <returns>The matrix. <see cref="MatrixRow.Of"/> gives one row at a time, for users that do not fit into memory.</returns>
    public static Matrix Of(WrittenPayload payload, IEnumerable<MatrixUser> users, IEnumerable<string>? features = null)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(users);
        ImmutableArray<string> columns = [.. features ?? payload.Compiled.FeatureKeys];
        return new Matrix(payload.Hash, columns, [.. users.Select(user => MatrixRow.Of(payload.Compiled, user, columns))]);
    }

    /// <summary>
    /// The matrix as JSON: <c>{"kind":"matrix","schemaVersion":1,"payload","features":[…],"users":[…],"unread":0}</c>, a user as <see cref="MatrixRow.ToValue"/> returns
    /// it.
    /// </summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(
    [
        new("kind", "matrix"),
        new("schemaVersion", PartialResult.SchemaVersion),
        new("payload", Payload),
        new("features", new Value.Array(Features.Select(feature => (Value)feature))),
        new("users", new Value.Array(Rows.Select(row => (Value)row.ToValue()))),
        new(Unread.Member, 0),
    ]);
}
