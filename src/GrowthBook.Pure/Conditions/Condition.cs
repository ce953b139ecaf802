using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// A targeting condition: a JSON object of attribute paths with what they are compared to, and of the operators
/// <c>$or $nor $and $not $savedGroup</c>. Compiled when it is made, so that testing it parses nothing.
/// </summary>
/// <remarks>Equal to another when both have the same JSON text. Immutable; safe to use from any thread.</remarks>
[JsonConverter(typeof(ConditionJsonConverter))]
public sealed class Condition : IEquatable<Condition>
{
    /// <summary>The condition as JSON text, smaller than its values: it is needed for records and tracking only.</summary>
    private readonly byte[] _json;

    private const string NoCondition = "no condition object, such as from a text that is not JSON, or one nested too deep; it matches no user";

    /// <summary>The condition itself if it has numbers that its text does not: infinities and NaN. Otherwise <c>null</c>.</summary>
    private readonly Value? _source;

    private Condition(Value source, ConditionNode root)
    {
        _json = ValueWriter.ToUtf8(source);
        _source = IsFinite(source) ? null : source;
        Root = root;
    }

    /// <summary>The JSON of the condition. Each call reads it again from its text.</summary>
    public Value Source => _source ?? ValueReader.Read(_json, new Faults())!;

    internal ConditionNode Root { get; }

    /// <summary>Reads and compiles a condition.</summary>
    /// <param name="json">The JSON text of the condition.</param>
    /// <returns>
    /// The condition, and every fault found with its JSON path. A malformed part matches no user; text that is not
    /// a JSON object gives a condition that matches no user.
    /// </returns>
    public static Parsed<Condition> Parse(string json)
    {
        var faults = new Faults();
        var source = ValueReader.Read(Utf8.OfJson(json ?? throw new ArgumentNullException(nameof(json))), faults);
        return faults.With(Compile(source ?? Value.Null.Instance, new ConditionSymbols(), faults));
    }

    /// <summary>Compiles a condition from a value.</summary>
    /// <param name="source">The condition as a JSON object.</param>
    /// <returns>The condition. Malformed parts match no user; <see cref="Parse(string)"/> reports them.</returns>
    public static Condition From(Value source) =>
        Compile(source ?? throw new ArgumentNullException(nameof(source)), new ConditionSymbols(), new Faults());

    /// <summary>Whether both were compiled from the same JSON.</summary>
    /// <param name="left">A condition, or <c>null</c>.</param>
    /// <param name="right">Another condition, or <c>null</c>.</param>
    /// <returns><c>true</c> when equal; two <c>null</c> are.</returns>
    public static bool operator ==(Condition? left, Condition? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">A condition, or <c>null</c>.</param>
    /// <param name="right">Another condition, or <c>null</c>.</param>
    /// <returns><c>true</c> when not equal.</returns>
    public static bool operator !=(Condition? left, Condition? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(Condition? other) => other is not null && _json.AsSpan().SequenceEqual(other._json) && Equals(_source, other._source);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Condition);

    /// <inheritdoc/>
    public override int GetHashCode() => Source.GetHashCode();

    /// <summary>The JSON text of the condition.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => Source.ToJson();

    /// <summary>Reports the faults that compiling the condition had, at the present position. Compiles it again.</summary>
    internal void Report(Faults faults)
    {
        if (ReferenceEquals(Root, ConditionNode.Unread))
            faults.Error(NoCondition);
        else
            Compile(Source, new ConditionSymbols(), faults);
    }

    /// <summary>Numbers the saved groups that the condition names. Compiles it again.</summary>
    internal void NumberGroups(SavedGroupNumbers groups)
    {
        if (!ReferenceEquals(Root, ConditionNode.Unread))
            Compile(Source, new ConditionSymbols(groups), new Faults());
    }

    private static bool IsFinite(Value value) => value switch
    {
        Value.Number { Content: var number } => !double.IsNaN(number) && !double.IsInfinity(number),
        Value.Array array => AreFinite(array.Items),
        Value.Object members => AreFinite(members.Items),
        _ => true,
    };

    private static bool AreFinite(ReadOnlySpan<Value> items)
    {
        foreach (var item in items)
        {
            if (!IsFinite(item))
                return false;
        }
        return true;
    }

    internal static Condition Compile(Value source, ConditionSymbols symbols, Faults faults)
    {
        if (source is Value.Object condition && !faults.IsTruncated())
            return new Condition(source, new ConditionCompiler(symbols, faults).Compile(condition));
        if (!faults.HasFatal)
            faults.Error(NoCondition);
        return new Condition(source, ConditionNode.Unread);
    }
}
