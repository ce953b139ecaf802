using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace GrowthBook.Testing;

/// <summary>
/// Features built in code, as a payload for tests. It goes through JSON and <see cref="Payload.Parse(string, string?)"/>, so
/// a test evaluates the same compiled form as production. Immutable.
/// </summary>
/// <example><code>
/// using static GrowthBook.Testing.TestFeatures;
///
/// TestFeatures features =
/// [
///     Feature("dark-mode").On(),
///     Feature("checkout").Off().ForceWhen("country", "CH", true),
///     Feature("layout").Returns("old").Experiment("layout-test", ["old", "new"], variation: 1),
/// ];
/// var context = new Context(features.ToPayload(), new Attributes { ["id"] = "u-1" });
/// </code></example>
[CollectionBuilder(typeof(TestFeatures), nameof(Of))]
public sealed class TestFeatures : IReadOnlyCollection<TestFeature>
{
    private readonly ImmutableArray<TestFeature> _features;
    private readonly Value.Object _savedGroups;

    private TestFeatures(ImmutableArray<TestFeature> features, Value.Object savedGroups) =>
        (_features, _savedGroups) = (features, savedGroups);

    /// <summary>How many features there are.</summary>
    public int Count => _features.Length;

    /// <summary>A feature with the value <c>null</c>.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns>The feature.</returns>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public static TestFeature Feature(string key) => new(key);

    /// <summary>The features given.</summary>
    /// <param name="features">Features with different keys.</param>
    /// <returns>The features together.</returns>
    /// <exception cref="ArgumentException">Two have the same key.</exception>
    public static TestFeatures Of(params ReadOnlySpan<TestFeature> features)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var feature in features)
        {
            if (!keys.Add((feature ?? throw new ArgumentNullException(nameof(features))).Key))
                throw new ArgumentException($"there are two features `{feature.Key}`; use With to replace one", nameof(features));
        }
        return new TestFeatures([.. features], Value.Object.Empty);
    }

    /// <summary>These features with another one, in the place of the one that has its key.</summary>
    /// <param name="feature">The feature.</param>
    /// <returns>New features; these stay as they are.</returns>
    public TestFeatures With(TestFeature feature)
    {
        _ = feature ?? throw new ArgumentNullException(nameof(feature));
        return new TestFeatures([.. _features.Where(other => other.Key != feature.Key), feature], _savedGroups);
    }

    /// <summary>These features with a saved group, for conditions with <c>$inGroup</c>.</summary>
    /// <param name="id">The group's id.</param>
    /// <param name="values">The members of the group: strings or numbers. An array of them converts to one value: write <c>[.. ids]</c>.</param>
    /// <returns>New features; these stay as they are.</returns>
    /// <exception cref="ArgumentException">The id is empty, or a member is an array.</exception>
    public TestFeatures WithSavedGroup(string id, params IEnumerable<Value> values)
    {
        var name = TestArgument.Name(id, nameof(id), "saved group");
        var members = new Value.Array(values ?? throw new ArgumentNullException(nameof(values)));
        if (members.Any(member => member is Value.Array))
            throw new ArgumentException($"a member of the saved group `{name}` is an array, which no user equals; write [.. ids] if its elements are the members", nameof(values));
        return new TestFeatures(_features, _savedGroups.With(name, members));
    }

    /// <summary>The compiled payload, as the client and <see cref="Context"/> take it.</summary>
    /// <returns>The payload.</returns>
    /// <exception cref="InvalidOperationException">
    /// A required feature or a saved group is missing, features require each other in a circle, or the payload has another fault. A warning is one too, such as that of a namespace from 0 to 50:
    /// a test with numbers that count as others would test something else than it says.
    /// </exception>
    public Payload ToPayload()
    {
        var (payload, errors) = Payload.Parse(ToString());
        if (!errors.IsEmpty)
            throw new InvalidOperationException("the features have faults: " + string.Join("; ", errors));
        return payload.CyclicFeatures.ToArray() is { Length: > 0 } cyclic
            ? throw new InvalidOperationException(
                $"features require themselves, so that their value is null for users whom no rule answers before: {string.Join(", ", cyclic.Take(5).Select(key => $"`{key}`"))}{(cyclic.Length > 5 ? ", …" : "")}; remove a prerequisite of each circle")
            : payload;
    }

    /// <summary>The features in the JSON form of the features endpoint, for a stub of a server or a file.</summary>
    /// <returns>JSON text.</returns>
    /// <exception cref="InvalidOperationException">A required feature or a saved group is missing.</exception>
    public override string ToString()
    {
        foreach (var feature in _features)
        {
            if (feature.Required.FirstOrDefault(required => _features.All(other => other.Key != required)) is { } missing)
                throw new InvalidOperationException($"the feature `{feature.Key}` requires `{missing}`, which is not among the features");
            if (feature.Groups.FirstOrDefault(group => !_savedGroups.ContainsKey(group)) is { } unknown)
                throw new InvalidOperationException($"a condition of the feature `{feature.Key}` has the saved group `{unknown}`, which is not given; add it with WithSavedGroup(\"{unknown}\", …)");
        }
        return Json.Object(
            ("features", Json.Object(_features.Select(feature => (feature.Key, (Value?)feature.ToValue())))),
            ("savedGroups", _savedGroups)).ToString();
    }

    /// <inheritdoc/>
    public IEnumerator<TestFeature> GetEnumerator() => ((IEnumerable<TestFeature>)_features).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
