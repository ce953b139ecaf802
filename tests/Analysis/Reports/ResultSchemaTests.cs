using System.Collections.Immutable;
using System.Text;

namespace GrowthBook.Analysis.Tests;

/// <summary>A page is made of a result that fits its schema only.</summary>
public sealed class ResultSchemaTests
{
    /// <summary>A value of each type of JSON.</summary>
    private static readonly ImmutableArray<(string Type, Value Value)> OfEachType =
        [("null", Value.Null.Instance), ("boolean", true), ("number", 0.5), ("string", "text"), ("object", Value.Object.Empty), ("array", Array.Empty<Value>())];

    public static TheoryData<string> Kinds => [.. Report.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_result_fits_its_schema(string kind) => Assert.Empty(Report.ToHtml(SampleResults.Of(kind)).Errors);

    /// <summary>The version of the schema is that of results without this member, whose pages can still be made.</summary>
    [Theory]
    [InlineData("diff", ",\"enteringRollouts\":[0-9]+")]
    [InlineData("expect", ",\"warnings\":\\[[^]]*\\]")]
    public void A_result_of_an_earlier_build_fits_the_schema(string kind, string member)
    {
        var json = SampleResults.Of(kind).ToJson();
        var earlier = System.Text.RegularExpressions.Regex.Replace(json, member, "");
        Assert.NotEqual(json, earlier);
        Assert.Empty(Report.ToHtml((Value.Object)Value.Parse(earlier).Value!).Errors);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_missing_member_is_named(string kind)
    {
        var places = PlacesOf(kind).Where(place => place.IsRequired).ToArray();
        Assert.NotEmpty(places);
        foreach (var place in places)
        {
            var fault = Assert.Single(FaultsOf(place.Without(SampleResults.Of(kind))));
            Assert.Equal(place.Path, fault.Path);
            Assert.StartsWith("is missing; expected ", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_member_of_another_type_is_named(string kind)
    {
        foreach (var place in PlacesOf(kind).Where(place => !place.Types.IsEmpty))
        {
            foreach (var (_, other) in OfEachType.Where(each => !place.Types.Contains(each.Type)))
            {
                var fault = Assert.Single(FaultsOf(place.Replaced(SampleResults.Of(kind), other)));
                Assert.Equal(place.Path, fault.Path);
                Assert.StartsWith($"is {other.ToJson()}; expected ", fault.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Unknown_members_change_nothing(string kind)
    {
        var result = SampleResults.Of(kind);
        Assert.Equal(Report.ToHtml(result).Value, Report.ToHtml((Value.Object)WithMember(result)).Value);

        static Value WithMember(Value value) => value switch
        {
            Value.Array items => new Value.Array(items.Select(WithMember)),
            Value.Object { Count: > 0 } members when members.Keys.All(key => key is not ("country" or "id")) => new Value.Object(members.Select(member => new KeyValuePair<string, Value>(
                member.Key, member.Key is "value" or "values" or "id" or "attributes" ? member.Value : WithMember(member.Value)))).With("newMember", new[] { 1 }),
            _ => value,
        };
    }

    [Theory]
    [InlineData("simulate", "users", "-1", "an integer from 0 to 9007199254740991")]
    [InlineData("simulate", "users", "0.5", "an integer from 0 to 9007199254740991")]
    [InlineData("simulate", "users", "1e300", "an integer from 0 to 9007199254740991")]
    [InlineData("simulate", "experiments[0].counts[1]", "9007199254740992", "an integer from 0 to 9007199254740991")]
    [InlineData("simulate", "experiments[0].p", "1.0001", "a number from 0 to 1 or null")]
    [InlineData("simulate", "experiments[0].p", "-1e-300", "a number from 0 to 1 or null")]
    [InlineData("simulate", "experiments[0].intervals[0]", "[0]", "an array of 2 elements")]
    [InlineData("simulate", "experiments[0].verdict", "\"withheld\"", "\"match\", \"suspect\", \"mismatch\" or \"untested\"")]
    [InlineData("simulate", "experiments[0].counts", "[1]", "3 elements, as many as arms")]
    [InlineData("simulate", "rollouts[0].intervals", "[]", "2 elements, as many as arms")]
    [InlineData("find-user", "share", "2", "a number from 0 to 1 or null")]
    [InlineData("find-user", "users[0].bucket", "1", "a number from 0 and below 1 or null")]
    [InlineData("power", "rate", "0", "a number above 0 and below 1")]
    [InlineData("diff", "old", "\"sha256:0\"", "a string that matches ^sha256:[0-9a-f]{64}$")]
    [InlineData("diff", "users.unread", "null", "an integer from 0 to 9007199254740991")]
    [InlineData("lint", "findings[1].level", "\"fatal\"", "\"error\", \"warning\" or \"note\"")]
    [InlineData("lint", "findings[0].line", "0", "an integer from 1 to 9007199254740991")]
    [InlineData("rebalance", "plain.ranges", "[[0,1]]", "3 elements, as many as variations")]
    [InlineData("rebalance", "weights", "[]", "3 elements, as many as variations")]
    [InlineData("matrix", "users[2].cells", "[]", "16 elements, as many as features")]
    public void A_value_out_of_its_range_is_refused(string kind, string path, string json, string expected)
    {
        var value = Value.Parse(json).Value!;

        var (page, faults) = Report.ToHtml((Value.Object)Changed(SampleResults.Of(kind), StepsOf(path), value));

        Assert.Null(page);
        Assert.Equal([$"fatal error at $.{path}: is {value.ToJson()}; expected {expected}"], faults.Select(fault => fault.ToString()));
    }

    [Theory]
    [InlineData("5e-324")]
    [InlineData("1e-300")]
    [InlineData("1")]
    [InlineData("1e0")]
    public void A_p_value_can_be_tiny(string p) =>
        Assert.NotNull(Report.ToHtml((Value.Object)Changed(SampleResults.Simulate, StepsOf("experiments[0].p"), Value.Parse(p).Value!)).Value);

    [Fact]
    public void A_row_far_behind_is_named_and_each_fault_is_named_once()
    {
        var row = SampleResults.Matrix["users"][0];
        var rows = Enumerable.Repeat(row, 2_500).ToArray();
        Assert.Empty(Report.ToHtml(SampleResults.Matrix.With("users", rows)).Errors);

        rows[2_400] = Changed(row, StepsOf("cells[1].source"), "luck");
        rows[999] = rows[1_000] = 7;
        var faults = Report.ToHtml(SampleResults.Matrix.With("users", rows).With("unread", -1)).Errors;

        Assert.Equal(["$.unread", "$.users[1000]", "$.users[2400].cells[1].source", "$.users[999]"], faults.Select(fault => fault.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void At_most_1000_faults_are_listed() =>
        Assert.Equal(1_000, Report.ToHtml(SampleResults.Matrix.With("features", Enumerable.Repeat((Value)1, 5_000).ToArray())).Errors.Length);

    [Fact]
    public void Hostile_values_are_short_and_harmless_in_messages()
    {
        Value[] hostile =
        [
            HostileTexts.Text, new string('\u001b', 100_000), new Value.Object([new(HostileTexts.Text + new string('k', 100_000), 1), new("\uD800", "\uD800")]),
            Value.Parse(new StringBuilder().Insert(0, "[", 250).Insert(250, "]", 250).ToString()).Value!, double.NaN, double.PositiveInfinity, new Value.Array(Enumerable.Repeat((Value)"x", 100_000)),
        ];
        foreach (var path in new[] { "old", "experiments[0].exact", "features[0].change", "users.count", "others" })
        {
            foreach (var value in hostile.Where(each => path != "others" || each is not Value.Array { Count: 1 }))
            {
                var faults = FaultsOf((Value.Object)Changed(SampleResults.Diff, StepsOf(path), value));
                Assert.NotEmpty(faults);
                Assert.All(faults, fault =>
                {
                    Assert.StartsWith($"$.{path}", fault.Path, StringComparison.Ordinal);
                    Assert.InRange(fault.Message.Length, 1, 1_000);
                    Assert.DoesNotContain(fault.Message, c => char.IsControl(c) || c is '\u202e' or '\u2028');
                });
            }
        }
    }

    [Fact]
    public void A_text_that_is_longer_than_a_hash_is_none() =>
        Assert.Equal("$.old", Assert.Single(FaultsOf(SampleResults.Diff.With("old", SampleResults.Diff["old"].AsString() + new string('0', 20_000_000)))).Path);

    [Fact]
    public void Another_kind_has_no_schema()
    {
        Assert.Null(Report.SchemaOf("check"));
        Assert.Throws<ArgumentNullException>(() => Report.SchemaOf(null!));
        Assert.Throws<ArgumentNullException>(() => Report.ToHtml(null!));
    }

    private static ImmutableArray<PayloadError> FaultsOf(Value.Object result)
    {
        var (page, faults) = Report.ToHtml(result);
        Assert.Null(page);
        Assert.All(faults, fault => Assert.Equal(ErrorSeverity.Fatal, fault.Severity));
        return faults;
    }

    /// <summary>The first place of each part of the schema in the sample, with what the schema says of it.</summary>
    private static List<Place> PlacesOf(string kind)
    {
        var schema = Value.Parse(Report.SchemaOf(kind)!).Value!;
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        Visit([], "", SampleResults.Of(kind), schema);
        return [.. places.Values.Where(place => place.Path is not ("$.kind" or "$.schemaVersion"))];

        void Visit(ImmutableArray<object> steps, string generic, Value value, Value part)
        {
            part = part["$ref"].AsString() is { } name ? schema["$defs"][name["#/$defs/".Length..]] : part;
            foreach (var (i, item) in value.Items().Index().Where(_ => part["items"] is Value.Object))
                Add(steps.Add(i), generic + "[]", item, part["items"], isRequired: false);
            foreach (var member in value is Value.Object members ? members.Where(member => ((part["properties"] as Value.Object)?.ContainsKey(member.Key)) == true) : [])
                Add(steps.Add(member.Key), $"{generic}.{member.Key}", member.Value, part["properties"][member.Key], part["required"].Items().Contains(member.Key));
        }

        void Add(ImmutableArray<object> steps, string generic, Value value, Value part, bool isRequired)
        {
            var resolved = part["$ref"].AsString() is { } name ? schema["$defs"][name["#/$defs/".Length..]] : part;
            places.TryAdd(generic, new Place(steps, isRequired, TypesOf(resolved)));
            Visit(steps, generic, value, resolved);
        }
    }

    /// <summary>The types of JSON that a schema names; none for any.</summary>
    private static ImmutableArray<string> TypesOf(Value schema) =>
    [
        .. (schema["enum"] is Value.Array ? ["string"] : schema["type"] is Value.Array types ? types.Select(Shown.Text) : schema["type"].AsString() is { } type ? [type] : Array.Empty<string>())
            .Select(type => type == "integer" ? "number" : type),
    ];

    private static object[] StepsOf(string path) =>
        [.. path.Split('.', '[').Select(step => step.EndsWith(']') ? (object)int.Parse(step[..^1], System.Globalization.CultureInfo.InvariantCulture) : step)];

    /// <summary>The value with another part at some steps; without the part for <c>null</c>.</summary>
    private static Value Changed(Value value, object[] steps, Value? part) => steps switch
    {
        [] => part!,
        [int index, .. var rest] => new Value.Array(value.Items().Select((item, i) => i == index ? Changed(item, rest, part) : item)),
        [var name, .. var rest] => new Value.Object(((Value.Object)value).Where(member => !(part is null && steps.Length == 1 && member.Key == (string)name))
            .Select(member => new KeyValuePair<string, Value>(member.Key, member.Key == (string)name ? Changed(member.Value, rest, part) : member.Value))),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private sealed record Place(ImmutableArray<object> Steps, bool IsRequired, ImmutableArray<string> Types)
    {
        public string Path { get; } = "$" + string.Concat(Steps.Select(step => step is int index ? FormattableString.Invariant($"[{index}]") : $".{step}"));

        public Value.Object Without(Value.Object result) => (Value.Object)Changed(result, [.. Steps], null);

        public Value.Object Replaced(Value.Object result, Value other) => (Value.Object)Changed(result, [.. Steps], other);
    }
}
