using FsCheck;
using FsCheck.Fluent;

namespace GrowthBook.Pure.Properties;

/// <summary>
/// Attributes, conditions over them and saved groups. A condition compares a path with values that occur at that path
/// in other users, which makes both outcomes common.
/// </summary>
public static class Targeting
{
    public static readonly string[] Groups = ["list", "bare", "typed", "condition", "nested", "cycle", "malformed", "unknown"];

    /// <summary>Regular expressions that mean the same in every dialect.</summary>
    public static readonly string[] Patterns = ["^a", "b$", "[0-9]+", "^(US|DE)$", "s", "1\\.2", "^$", "x?y", "[^a-z]", "(", "[0-9", "a\\", "^u[0-9]", "rc"];

    /// <summary>The paths and the values that occur there; the first of a pool are drawn more often.</summary>
    private static readonly (string Path, Gen<Json> Value)[] Paths =
    [
        ("id", Identifiers.Common.Select(id => (Json)id)),
        ("country", Words("US", "DE", "us", "FR", "İ", "ß", "")),
        ("age", Numbers("10", "12", "0", "-0", "16", "1.5", "-1", "1e21")),
        ("premium", Values.Flag),
        ("version", Words("1.2.3", "1.2.3-rc.1", "v1.2.4+b7", "1.10.0", "2.0", "2000.1", "10000.1")),
        ("tags", Tags),
        ("tags.0", Tag),
        ("tags.length", Numbers("0", "1", "2", "3")),
        ("device", Device),
        ("device.os", Words("ios", "android", "IOS")),
        ("device.sizes.1", Numbers("1", "2", "10")),
        ("ü", Words("ΑΣ", "ας", "ασ", "🙂", "\ud83d")),
        ("any", Values.Scalar),
        ("constructor", Words("a", "b")),
        ("missing", Gen.Constant(Json.Nothing)),
    ];

    /// <summary>A user: most of the attributes that conditions use, some of another type than usual.</summary>
    public static Gen<Json.Object> Attributes =>
        from members in Gen.CollectToArray(Paths.Where(path => !path.Path.Contains('.') && path.Path != "missing"), Attribute)
        select new Json.Object([.. members.Where(member => member.Value is not null).Select(member => (member.Name, member.Value!))]);

    public static Gen<Json.Object> AnyCondition => Gen.Sized(size => Condition(size < 10 ? 1 : 2));

    /// <summary>The saved groups of a payload: every valid shape, and some invalid ones.</summary>
    public static Gen<Json.Object> SavedGroups =>
        from list in Identifiers.Common.ArrayOf(6)
        from bare in Gen.Elements("US", "DE", "FR", "us").ArrayOf(2)
        from numbers in Numbers("10", "12", "0", "16").ArrayOf(2)
        from condition in Condition(1)
        from nested in Condition(1)
        from malformed in Gen.OneOf(Gen.Constant((Json)Json.Of(("type", "list"), ("attributeKey", "id"))), Values.Any)
        select Json.Of(
            ("list", Json.Of(("type", "list"), ("attributeKey", "id"), ("values", Json.ListOf([.. list.Select(id => (Json)id)])))),
            ("bare", Json.ListOf([.. bare.Select(id => (Json)id)])),
            ("typed", Json.Of(("type", "list"), ("attributeKey", "age"), ("values", Json.ListOf(numbers)))),
            ("condition", Json.Of(("type", "condition"), ("condition", condition))),
            ("nested", Json.Of(("type", "condition"), ("condition", nested.With("$savedGroup", Json.Of(("id", "condition")))))),
            ("cycle", Json.Of(("type", "condition"), ("condition", Json.Of(("$not", Json.Of(("$savedGroup", Json.Of(("id", "cycle"))))))))),
            ("malformed", malformed));

    /// <summary>A condition of a few members, in which <paramref name="depth"/> levels of logic may nest.</summary>
    public static Gen<Json.Object> Condition(int depth) =>
        from count in Gen.Frequency((1, Gen.Constant(0)), (12, Gen.Constant(1)), (4, Gen.Constant(2)), (1, Gen.Constant(3)))
        from members in Member(depth).ListOf(count)
        select new Json.Object([.. members.GroupBy(member => member.Name).Select(same => same.Last())]);

    /// <summary>An operand for a path: a bare value, or operators.</summary>
    public static Gen<Json> Operand(Gen<Json> value) => Gen.Frequency(
        (3, value),
        (9, Operators(value, 1).Select(operators => (Json)operators)));

    public static Gen<Json> ValueAt(string path) => Paths.First(candidate => candidate.Path == path).Value;

    public static Gen<string> AnyPath => Gen.Elements(Paths.Select(path => path.Path));

    private static Gen<Json> Tag => Gen.Elements<Json>("a", "b", "A", 1, 0, "", Json.Nothing, Json.False);

    private static Gen<Json> Tags => Values.UpTo(3, Tag).Select(tags => (Json)new Json.List(tags));

    private static Gen<Json> Device =>
        from os in Gen.Elements("ios", "android", "IOS")
        from sizes in Values.UpTo(3, Gen.Elements<Json>(1, 2, 10))
        select (Json)Json.Of(("os", os), ("sizes", new Json.List(sizes)));

    private static Gen<(string Name, Json? Value)> Attribute((string Path, Gen<Json> Value) at) => Gen.Frequency(
        (80, at.Value.Select(value => (at.Path, (Json?)value))),
        (8, Values.Scalar.Select(value => (at.Path, (Json?)value))),
        (2, Tags.Select(value => (at.Path, (Json?)value))),
        (10, Gen.Constant((at.Path, default(Json)))));

    private static Gen<(string Name, Json Value)> Member(int depth)
    {
        var attribute = from at in Gen.Elements(Paths)
                        from operand in Operand(at.Value)
                        select (at.Path, operand);
        var array = from operators in ArrayOperator select ("tags", (Json)Json.Of(operators));
        var group = from at in Gen.Elements(("id", "list"), ("country", "bare"), ("age", "typed"))
                    from name in Gen.Elements("$inGroup", "$notInGroup")
                    select (at.Item1, (Json)Json.Of((name, at.Item2)));
        attribute = Gen.Frequency((16, attribute), (2, array), (1, group));
        if (depth == 0)
            return attribute;
        var inner = Condition(depth - 1);
        var conditions = Gen.Choose(0, 9).SelectMany(i => inner.ArrayOf(i == 0 ? 0 : i < 4 ? 1 : 2)).Select(list => (Json)Json.ListOf([.. list]));
        return Gen.Frequency(
            (12, attribute),
            (2, conditions.Select(list => ("$or", list))),
            (1, conditions.Select(list => ("$nor", list))),
            (2, conditions.Select(list => ("$and", list))),
            (2, inner.Select(condition => ("$not", (Json)condition))),
            (2, Reference.Select(reference => ("$savedGroup", reference))),
            (1, Gen.Elements("$or", "$nor", "$and", "$not", "$savedGroup").Zip(Gen.OneOf(Values.Scalar, Values.Scalar.Select(wrong => (Json)Json.ListOf(wrong))), (name, wrong) => (name, wrong))));
    }

    /// <summary>Operators that only arrays pass, for a path that mostly has one.</summary>
    private static Gen<(string Name, Json Value)> ArrayOperator => Gen.OneOf(
        Of(["$all", "$alli"], Gen.Choose(0, 2).SelectMany(Tag.ArrayOf).Select(items => (Json)Json.ListOf(items))),
        Of(["$elemMatch"], Operators(Tag, 0).Select(operators => (Json)operators)),
        Of(["$elemMatch"], Gen.Elements<Json>(
            Json.Of(), Json.Of(("x", Json.Nothing)), Json.Of(("x", Json.Of(("$exists", false)))), Json.Of(("$not", Json.Of(("length", 1)))), Json.Of(("0", "a")))),
        Of(["$size"], Numbers("0", "1", "2", "3")));

    private static Gen<Json> Reference =>
        from id in Gen.Elements(Groups)
        from attribute in Gen.Frequency((5, Gen.Constant(default(Json))), (2, Gen.Elements<Json?>("id", "country", "age", "missing")), (1, Values.Scalar.Select(wrong => (Json?)wrong)))
        select (Json)(attribute is null ? Json.Of(("id", id)) : Json.Of(("id", id), ("attributeKey", attribute)));

    private static Gen<Json.Object> Operators(Gen<Json> value, int depth) =>
        from count in Gen.Frequency((5, Gen.Constant(1)), (1, Gen.Constant(2)))
        from operators in Operator(value, depth).ListOf(count)
        select new Json.Object([.. operators.GroupBy(member => member.Name).Select(same => same.Last())]);

    private static Gen<(string Name, Json Value)> Operator(Gen<Json> value, int depth)
    {
        var some = Gen.Choose(1, 4).SelectMany(value.ArrayOf).Select(items => (Json)Json.ListOf(items));
        var element = Gen.OneOf(value, Tag);
        var small = Numbers("0", "1", "2", "3");
        var flat = new (int, Gen<(string, Json)>)[]
        {
            (4, Of(["$eq", "$ne"], value)),
            (5, Of(["$lt", "$lte", "$gt", "$gte"], value)),
            (3, Of(["$veq", "$vne", "$vlt", "$vlte", "$vgt", "$vgte"], Gen.OneOf(value, ValueAt("version")))),
            (2, Of(["$exists"], Gen.Frequency((5, Values.Flag), (1, Values.Scalar)))),
            (2, Of(["$type"], Gen.Elements<Json>("string", "number", "boolean", "array", "object", "null", "undefined"))),
            (5, Of(["$in", "$nin"], some)),
            (3, Of(["$ini", "$nini"], some)),
            (2, Of(["$all", "$alli"], Gen.Choose(0, 2).SelectMany(element.ArrayOf).Select(items => (Json)Json.ListOf(items)))),
            (2, Of(["$inGroup", "$notInGroup"], Gen.Elements(Groups).Select(id => (Json)id))),
            (3, Of(["$regex", "$regexi"], Gen.Elements(Patterns).Select(pattern => (Json)pattern))),
            (1, Of(["$regex", "$regexi"], Gen.OneOf(Values.Number, Values.Flag, Gen.Constant(Json.Nothing)))),
            (2, Of(["$in", "$all", "$alli", "$type", "$elemMatch", "$inGroup", "$notInGroup", "$nin", "$unknown", "$"], Values.Scalar)),
        };
        return depth == 0 ? Gen.Frequency(flat) : Gen.Frequency([
            .. flat,
            (3, Of(["$not"], Gen.OneOf(value, Operators(value, depth - 1).Select(operators => (Json)operators)))),
            (2, Of(["$size"], Gen.OneOf(small, Operators(small, depth - 1).Select(operators => (Json)operators)))),
            (2, Of(["$elemMatch"], Gen.OneOf(
                Operators(element, depth - 1).Select(operators => (Json)operators),
                Condition(0).Select(condition => (Json)condition)))),
            (1, Of(["$all", "$alli"], Operators(element, depth - 1).Select(operators => (Json)Json.ListOf(operators)))),
        ]);
    }

    private static Gen<(string Name, Json Value)> Of(string[] names, Gen<Json> operand) =>
        Gen.Elements(names).Zip(operand, (name, value) => (name, value));

    private static Gen<Json> Words(params string[] words) => Gen.Elements(words).Select(word => (Json)word);

    private static Gen<Json> Numbers(params string[] numbers) => Gen.Elements(numbers).Select(digits => (Json)new Json.Number(digits));
}
