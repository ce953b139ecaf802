using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>An object in whose members something has no JSON value is an error that names the attribute, whichever way the object goes.</summary>
public sealed class ImpossibleMemberTests
{
    /// <summary>Objects in whose members something has no JSON value: where, its type, and the reason.</summary>
    private static IEnumerable<(string Path, Type Type, object Source, string Reason)> WithImpossibleMembers()
    {
        var list = new List<object>();
        list.Add(list);
        object deep = Task.CompletedTask;
        for (var i = 0; i < 20; i++)
            deep = new { A = deep };
        return
        [
            ("loop[0]", typeof(List<object>), new { Id = "1", Loop = list }, "it contains itself"),
            ("job", typeof(Task), new Visitor("1", Task.CompletedTask), "await it, and give its result"),
            ("job", typeof(Task), new Visitor("1", null), "await it, and give its result"),
            ("a.b[1].c", typeof(Action), new { Id = "1", A = new { B = new object[] { 1, new { C = (Action)(() => { }) } } } }, "convert it to text, a number, a boolean, a collection or an object with properties"),
            ("a.b[0]", typeof(Task<int>), new { A = new Dictionary<string, object[]> { ["b"] = [Task.FromResult(1)] } }, "await it, and give its result"),
            ("a.Friday", typeof(Refused), new { A = new Dictionary<DayOfWeek, object?> { [DayOfWeek.Monday] = null, [DayOfWeek.Friday] = new Refused() } }, "the converter has failed; pass its text"),
            ("a.k", typeof(Refused), new { A = new Table(new Refused()) }, "the converter has failed"),
            ("a.b", typeof(object), new { A = new { B = new object() } }, "it has no public properties"),
            ("a", typeof(Refused), new { Id = "1", A = new Refused() }, "the converter has failed; pass its text"),
            ("a", typeof(int), new RefusedMember(), "the converter has failed"),
            ("a", typeof(Throwing), new { A = new Throwing() }, "no luck; pass its text"),
            ("bad", typeof(int), new Throwing(), "no luck; pass its text"),
            ("a.tree[0]", typeof(Named), new { A = new { Tree = new Tree(new Named()) } }, "objects in a sequence of this kind are not converted"),
            ("a", Fails().GetType(), new { A = Fails() }, "no more; pass its text"),
            ("d", typeof(int[,]), new { D = new int[1, 1] }, "is not supported; pass its text"),
            ("long", typeof(LongReason), new { Long = new LongReason() }, "… (5001 characters); pass its text"),
            (string.Join('.', Enumerable.Repeat("a", 16)), deep.GetType(), deep, "await it, and give its result"),
        ];
    }

    [Fact]
    public void An_object_with_a_member_without_a_value_is_an_error_that_names_the_attribute_and_its_type()
    {
        foreach (var (path, type, source, reason) in WithImpossibleMembers())
        {
            void IsNamed(string attribute, Action convert)
            {
                var attempt = Record.Exception(convert);
                Assert.True(attempt is ArgumentException, $"{attribute}: {attempt?.ToString() ?? "no exception"}");
                if (path.Length < 20)
                    Assert.StartsWith($"the attribute \"{attribute}\" of type {type} has no JSON value: ", attempt!.Message, StringComparison.Ordinal);
                Assert.Contains(reason, attempt!.Message, StringComparison.Ordinal);
                Assert.InRange(attempt.Message.Length, 0, 700);
            }
            IsNamed(path, () => Attributes.FromObject(source));
            IsNamed(path, () => Value.From(source));
            if (path != "bad")
                IsNamed("x." + path, () => Attributes.From(new Dictionary<string, object?> { ["ok"] = 1, ["x"] = source }));
        }
    }

    /// <summary>Then no part fails by itself any more.</summary>
    [Fact]
    public void A_failure_that_passes_is_an_error_that_names_the_last_place_that_failed()
    {
        static string MessageOf(object source) => Assert.Throws<ArgumentException>(() => Attributes.FromObject(source)).Message;

        Assert.StartsWith($"the object of type {typeof(Recovering)} has no JSON value: not yet; ", MessageOf(new Recovering(1)), StringComparison.Ordinal);
        var source = new { A = new Recovering.Items(2) };
        Assert.StartsWith($"the attribute \"a\" of type {typeof(Recovering.Items)} has no JSON value: not yet; ", MessageOf(source), StringComparison.Ordinal);
    }

    [Fact]
    public void A_serializer_of_the_caller_that_fails_is_an_error_that_names_the_attribute()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        static void IsNamed(string expected, Action convert) => Assert.StartsWith(expected, Assert.Throws<ArgumentException>(convert).Message, StringComparison.Ordinal);

        IsNamed($"the attribute \"the_tags[1].the_member\" of type {typeof(Refused)} has no JSON value: the converter has failed; ", () => Attributes.FromObject(new { TheTags = new object[] { 1, new { TheMember = new Refused() } } }, options));
        IsNamed("the attribute \"the_action\" of type System.Action has no JSON value: convert it to text, ", () => Attributes.FromObject(new { TheAction = (Action)(() => { }) }, options));
        IsNamed($"the object of type {typeof(Refused)} has no JSON value: the converter has failed; ", () => Attributes.FromObject(new Refused(), options));
        IsNamed($"the attribute \"the_member\" of type {typeof(Refused)} has no JSON value: ", () => Attributes.FromObject<object>(new { TheMember = new Refused() }, options));
        IsNamed($"the attribute \"member\" of type {typeof(Refused)} has no JSON value: the converter has failed; ", () => Attributes.From(new Holder(new Refused()), HolderJson.Default.Holder));
        IsNamed($"the object of type {typeof(Refused)} has no JSON value: the converter has failed; ", () => Attributes.From(new Refused(), JsonMetadataServices.CreateValueInfo<Refused>(new JsonSerializerOptions { TypeInfoResolver = HolderJson.Default }, new RefusedConverter())));
    }

    private sealed record Visitor(string Id, Task? Job);

    public sealed record Holder(Refused Member);

    /// <summary>A read-only table, which is no IDictionary.</summary>
    private sealed class Table(object value) : IReadOnlyDictionary<string, object>
    {
        public int Count => 1;

        public IEnumerable<string> Keys => ["k"];

        public IEnumerable<object> Values => [value];

        public object this[string key] => value;

        public bool ContainsKey(string key) => key == "k";

        public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out object? found)
        {
            found = value;
            return true;
        }

        public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => Enumerable.Repeat(KeyValuePair.Create("k", value), 1).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    [JsonConverter(typeof(RefusedConverter))]
    public sealed class Refused;

    private sealed class RefusedMember
    {
        [JsonConverter(typeof(RefusedNumber))]
        public int A => 1;
    }

    private sealed class LongReason
    {
        public int Bad => throw new NotSupportedException(new string('x', 5000) + "y. Path: $.bad.");
    }

    public sealed class RefusedConverter : JsonConverter<Refused>
    {
        public override Refused Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new();

        public override void Write(Utf8JsonWriter writer, Refused value, JsonSerializerOptions options) => throw new FormatException("the converter has failed");
    }

    private sealed class RefusedNumber : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => 0;

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => throw new FormatException("the converter has failed");
    }

    private sealed class Throwing
    {
        public int Bad => throw new InvalidOperationException("no luck");
    }

    /// <summary>A sequence of its own kind, whose elements are not what it says.</summary>
    private sealed class Tree(params object[] items) : IEnumerable<IEnumerable>
    {
        public IEnumerator<IEnumerable> GetEnumerator() => Enumerable.Empty<IEnumerable>().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
    }

    private sealed class Named
    {
        public int Number => 1;
    }

    /// <summary>Fails a number of times.</summary>
    private sealed class Recovering(int failures)
    {
        public int Number => failures-- > 0 ? throw new InvalidOperationException("not yet") : 1;

        public sealed class Items(int failures) : IEnumerable<int>
        {
            public IEnumerator<int> GetEnumerator() => failures-- > 0 ? throw new InvalidOperationException("not yet") : Enumerable.Empty<int>().GetEnumerator();

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        }
    }

    private static IEnumerable<int> Fails()
    {
        yield return 1;
        throw new InvalidOperationException("no more");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImpossibleMemberTests.Holder))]
internal sealed partial class HolderJson : JsonSerializerContext;
