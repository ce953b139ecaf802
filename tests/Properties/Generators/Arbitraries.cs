using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace GrowthBook.Pure.Properties;

/// <summary>Generators and shrinkers for the parameter types of laws.</summary>
public static class Arbitraries
{
    public static Arbitrary<Json> OfJson() => Arb.From(Values.Any, json => json.Replacements());

    public static Arbitrary<FiniteJson> OfFiniteJson() => Arb.From(
        Values.AnyFinite.Select(json => new FiniteJson(json)),
        json => json.Value.Replacements().Select(smaller => new FiniteJson(smaller)));

    public static Arbitrary<FiniteNumber> OfFiniteNumber() => Arb.From(
        Gen.OneOf(Values.AnyDouble, Values.FiniteNumber.Select(json => double.Parse(json.ToString(), CultureInfo.InvariantCulture)))
            .Select(number => new FiniteNumber(number)));

    public static Arbitrary<ObjectJson> OfObjectJson() => Arb.From(
        Values.AnyObject.Select(json => new ObjectJson(json)),
        json => json.Members.ShrinkMembers().Select(smaller => new ObjectJson(smaller)));

    public static Arbitrary<ReorderedJson> OfReorderedJson() => Arb.From(
        from value in Values.AnyFinite
        let distinct = WithDistinctNames(value)
        from reordered in Reorder(distinct)
        select new ReorderedJson(distinct, reordered));

    public static Arbitrary<HardText> OfHardText() => Arb.From(
        Values.HardString.Select(text => new HardText(text)),
        text => Shrinking.Text(text.Content).Select(smaller => new HardText(smaller)));

    public static Arbitrary<VersionPair> OfVersionPair() => Arb.From(
        AnyVersion.Zip(AnyVersion, (left, right) => new VersionPair(left, right)),
        pair => Shrinking.Text(pair.Left).Where(smaller => smaller.Length > 0).Select(smaller => pair with { Left = smaller })
            .Concat(Shrinking.Text(pair.Right).Where(smaller => smaller.Length > 0).Select(smaller => pair with { Right = smaller })));

    public static Arbitrary<Identifier> OfIdentifier() => Arb.From(
        Identifiers.Any.Select(text => new Identifier(text)),
        text => Shrinking.Text(text.Content).Where(smaller => smaller.Length > 0).Select(smaller => new Identifier(smaller)));

    public static Arbitrary<UserJson> OfUserJson() => Arb.From(
        Targeting.Attributes.Select(attributes => new UserJson(attributes)),
        user => user.Attributes.ShrinkMembers().Select(smaller => new UserJson(smaller)));

    public static Arbitrary<PathCase> OfPathCase() => Arb.From(
        from attributes in Targeting.Attributes
        from path in Targeting.AnyPath
        from operand in Gen.Frequency((4, Targeting.ValueAt(path)), (1, Values.Scalar))
        from other in Gen.Frequency((4, Targeting.ValueAt(path)), (1, Values.Scalar))
        select new PathCase(new UserJson(attributes), path, operand, other),
        test => test.User.Attributes.ShrinkMembers().Select(smaller => test with { User = new UserJson(smaller) })
            .Concat(test.Operand.Replacements().Select(smaller => test with { Operand = smaller }))
            .Concat(test.Other.Replacements().Select(smaller => test with { Other = smaller })));

    public static Arbitrary<ConditionCase> OfConditionCase() => Arb.From(AnyConditionCase, Shrink);

    public static Arbitrary<ConditionPair> OfConditionPair() => Arb.From(
        AnyConditionCase.Zip(Targeting.AnyCondition, (test, other) => new ConditionPair(test, other)),
        pair => pair.Other.ShrinkMembers().Select(smaller => pair with { Other = smaller })
            .Concat(Shrink(pair.Case).Select(smaller => pair with { Case = smaller })));

    public static Arbitrary<EvaluationCase> OfEvaluationCase() => Arb.From(
        from payload in Payloads.AnyPayload
        from context in Payloads.AnyContext
        from key in Gen.Frequency((8, Gen.Constant("f0")), (2, Gen.Elements(Payloads.FeatureKeys)), (1, Gen.Constant("unknown")))
        select new EvaluationCase(payload, context, key),
        test => test.Payload.ShrinkMembers().Select(smaller => test with { Payload = smaller })
            .Concat(test.Context.ShrinkMembers().Select(smaller => test with { Context = smaller })));

    public static Arbitrary<DiamondCase> OfDiamondCase() => Arb.From(
        Payloads.AnyDiamond.Zip(Payloads.AnyContext, (payload, context) => new DiamondCase(new EvaluationCase(payload, context, "f0"))),
        test => OfEvaluationCase().Shrinker(test.Case).Select(smaller => new DiamondCase(smaller)));

    public static Arbitrary<ExperimentCase> OfExperimentCase() => Arb.From(
        from experiment in Payloads.AnyExperiment
        from payload in Payloads.AnyPayload
        from context in Payloads.AnyContext
        select new ExperimentCase(experiment, payload, context),
        test => test.Experiment.ShrinkMembers()
            .Where(smaller => smaller["key"] is Json.Text && smaller["variations"] is Json.List)
            .Select(smaller => test with { Experiment = smaller })
            .Where(smaller => Experiment.Parse(smaller.Experiment.ToString()).Value is not null)
            .Concat(test.Payload.ShrinkMembers().Select(smaller => test with { Payload = smaller }))
            .Concat(test.Context.ShrinkMembers().Select(smaller => test with { Context = smaller })));

    public static Arbitrary<Split> OfSplit() => Arb.From(AnySplit, Shrink);

    public static Arbitrary<Draw> OfDraw() => Arb.From(AnyDraw, Shrink);

    public static Arbitrary<MovedBoundary> OfMovedBoundary() => Arb.From(
        from draw in AnyDraw
        from at in Gen.Choose(0, draw.Split.Count - 2)
        from moved in Gen.Choose(0, draw.Split.Parts[at])
        select new MovedBoundary(draw, at, moved),
        boundary => Shrink(boundary.Draw).Select(draw => boundary with { Draw = draw })
            .Where(smaller => smaller.From + 1 < smaller.Draw.Split.Count && smaller.Moved <= smaller.Draw.Split.Parts[smaller.From])
            .Concat(Shrinking.Number(boundary.Moved).Select(moved => boundary with { Moved = moved })));

    public static Arbitrary<RaisedCoverage> OfRaisedCoverage() => Arb.From(
        from draw in AnyDraw
        from raised in Gen.Choose(draw.Coverage, Split.Whole)
        select new RaisedCoverage(draw, raised),
        raise => Shrink(raise.Draw).Where(draw => draw.Coverage <= raise.Raised).Select(draw => raise with { Draw = draw })
            .Concat(Shrinking.Number(raise.Raised, raise.Draw.Coverage).Select(raised => raise with { Raised = raised })));

    public static Arbitrary<StickyCase> OfStickyCase() => Arb.From(
        from draw in AnyDraw
        from id in Values.Sometimes(85, Identifiers.Any.Select(id => (string?)id), null)
        from device in Values.Sometimes(60, Identifiers.Any.Select(device => (string?)device), null)
        from hasFallback in Values.Sometimes(60, Gen.Constant(true), false)
        from version in Gen.Choose(0, 3)
        from stored in Values.UpTo(2, Stored(id, device, version))
        select new StickyCase(draw, id, device, hasFallback, version, new Json.Object([.. stored.DistinctBy(document => document.Key)])),
        test => Shrink(test.Draw).Select(draw => test with { Draw = draw })
            .Concat(test.Stored.ShrinkMembers().Select(stored => test with { Stored = stored }))
            .Concat(test.Device is null ? [] : [test with { Device = null }]));

    public static Arbitrary<NamespaceParts> OfNamespaceParts() => Arb.From(
        from id in Values.HardString
        from cuts in Gen.Choose(0, 1000).ArrayOf(4)
        let at = cuts.Order().ToArray()
        from first in Gen.Choose(0, 1_000_000)
        from adjacent in Values.Sometimes(50, Gen.Constant(true), false)
        select new NamespaceParts(id, at[0], at[1], adjacent ? at[1] : at[2], at[3], first),
        parts => Shrinking.Text(parts.Id).Select(id => parts with { Id = id })
            .Concat(Shrinking.Number(parts.FirstUser).Select(first => parts with { FirstUser = first })));

    public static Arbitrary<EffectList> OfEffectList() => Arb.From(AnyEffects, ShrinkEffects);

    public static Arbitrary<Step> OfStep() => Arb.From(
        from factor in Gen.Choose(-3, 3)
        from offset in Gen.Choose(-3, 3)
        from even in AnyEffects
        from odd in AnyEffects
        select new Step(factor, offset, even, odd),
        step => ShrinkEffects(step.Even).Select(even => step with { Even = even })
            .Concat(ShrinkEffects(step.Odd).Select(odd => step with { Odd = odd })));

    public static Arbitrary<DamagedText> OfDamagedText() => Arb.From(
        from text in Gen.OneOf(
            OfEvaluationCase().Generator.Select(test => test.Payload),
            OfEvaluationCase().Generator.Select(test => test.Record),
            OfExperimentCase().Generator.Select(test => test.Record),
            Targeting.AnyCondition,
            Values.AnyObject)
        from blows in Gen.Choose(0, 4).SelectMany(count => Blow.ListOf(count))
        select new DamagedText(blows.Aggregate(Encoding.UTF8.GetBytes(text.ToString()).ToImmutableArray(), (bytes, blow) => blow(bytes))),
        damaged => ShrinkBytes(damaged.Bytes).Select(bytes => new DamagedText(bytes)));

    private static Gen<string> AnyVersion =>
        from start in Gen.Frequency((6, Gen.Constant("")), (1, Gen.Constant("v")))
        from length in Gen.Frequency((6, Gen.Constant(3)), (1, Gen.Choose(1, 5)))
        from parts in Gen.ArrayOf(Gen.Frequency(
            (8, Gen.Elements("0", "1", "2", "10", "99999")), (1, Gen.Elements("01", "00", "100000", "4294967296", "", "rc", "1+b", "+\n1", " 1", "1 "))), length)
        from separator in Gen.Frequency((8, Gen.Constant(".")), (1, Gen.Constant("-")))
        let version = start + string.Join(separator, parts)
        select version.Length > 0 ? version : "0";

    private static Gen<ConditionCase> AnyConditionCase =>
        from attributes in Targeting.Attributes
        from groups in Targeting.SavedGroups
        from condition in Targeting.AnyCondition
        select new ConditionCase(attributes, groups, condition);

    private static Gen<Split> AnySplit =>
        from count in Gen.Choose(2, 5)
        from cuts in Gen.Frequency((3, Gen.Choose(0, Split.Whole)), (1, Gen.Choose(0, 10).Select(tenths => tenths * 1000))).ArrayOf(count - 1)
        let ends = cuts.Order().Append(Split.Whole).ToArray()
        select new Split([.. ends.Select((end, i) => i == 0 ? end : end - ends[i - 1])]);

    private static Gen<Draw> AnyDraw =>
        from seed in Gen.Frequency((2, Gen.Choose(0, 999).Select(i => "seed-" + i.ToString(CultureInfo.InvariantCulture))), (1, Values.HardString))
        from version in Gen.Choose(1, 2)
        from split in AnySplit
        from coverage in Gen.Frequency((1, Gen.Constant(Split.Whole)), (2, Gen.Choose(0, Split.Whole)))
        from first in Gen.Choose(0, 1_000_000)
        select new Draw(seed, version, split, coverage, first);

    /// <summary>A damage to bytes: the end is cut, a byte changes, or bytes are inserted or removed.</summary>
    private static Gen<Func<ImmutableArray<byte>, ImmutableArray<byte>>> Blow =>
        from kind in Gen.Choose(0, 4)
        from place in Gen.Choose(0, int.MaxValue - 1)
        from value in Gen.Frequency((1, Gen.Choose(0, 255)), (2, Gen.Elements("{}[]\",:\\-0eEtfnu".Select(c => (int)c))))
        from length in Gen.Choose(1, 40)
        select new Func<ImmutableArray<byte>, ImmutableArray<byte>>(bytes => Strike(bytes, kind, place, (byte)value, length));

    private static ImmutableArray<byte> Strike(ImmutableArray<byte> bytes, int kind, int place, byte value, int length)
    {
        if (bytes.IsEmpty)
            return [value];
        var at = place % bytes.Length;
        var end = Math.Min(bytes.Length, at + length);
        return kind switch
        {
            0 => bytes[..at],
            1 => bytes.SetItem(at, value),
            2 => bytes.Insert(at, value),
            3 => bytes.RemoveRange(at, end - at),
            _ => bytes.InsertRange(at, bytes[at..end]),
        };
    }

    private static Gen<(string Key, Json Value)> Stored(string? id, string? device, int usual) =>
        from attribute in Gen.Elements(("id", id ?? "u1"), ("device", device ?? "u2"))
        from key in Gen.Elements("exp", "exp", "other", "exp__1")
        from version in Gen.OneOf(Gen.Constant(usual), Gen.Choose(0, 3))
        from variation in Gen.Elements("v0", "v1", "v2", "gone", "0")
        let assignments = Json.Of((key + "__" + version.ToString(CultureInfo.InvariantCulture), variation))
        select (attribute.Item1 + "||" + attribute.Item2, (Json)Json.Of(
            ("attributeName", attribute.Item1), ("attributeValue", attribute.Item2), ("assignments", assignments)));

    private static Gen<EffectList> AnyEffects =>
        from effects in Values.UpTo(7, AnyEffect)
        select new EffectList([.. effects]);

    private static Gen<Effect> AnyEffect => Gen.OneOf(
        from user in Gen.Elements("u1", "u2")
        from version in Gen.Elements("exp__0", "exp__1")
        from variation in Gen.Elements("v0", "v1")
        select (Effect)new Effect.StickyBucketAssigned(new StickyAssignmentDocument(
            "id", user, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(version, variation))),
        from key in Gen.Elements("exp-a", "exp-b")
        from variation in Gen.Choose(0, 1)
        from user in Gen.Elements<Value>("u1", "u2", 7)
        select (Effect)new Effect.ExperimentViewed(new Experiment(key, 0, 1), new ExperimentResult
        {
            Key = "v",
            Value = variation,
            VariationId = variation,
            HashAttribute = "id",
            HashValue = user,
            InExperiment = true,
            HashUsed = true,
        }),
        from key in Gen.Elements("f0", "f1")
        from value in Gen.Elements<Value>("a", 1, false)
        select (Effect)new Effect.FeatureEvaluated(key, new FeatureResult(value, FeatureResultSource.Force)),
        from name in Gen.Elements("Purchase", "")
        from total in Gen.Elements<Value>(1, "1")
        select (Effect)new Effect.EventLogged(name, new Value.Object([new("total", total)])));

    private static IEnumerable<EffectList> ShrinkEffects(EffectList list) =>
        Shrinking.List<Effect>([.. list.Effects], _ => []).Select(smaller => new EffectList([.. smaller]));

    private static IEnumerable<ConditionCase> Shrink(ConditionCase test) =>
        test.Condition.ShrinkMembers().Select(smaller => test with { Condition = smaller })
            .Concat(test.Attributes.ShrinkMembers().Select(smaller => test with { Attributes = smaller }))
            .Concat(test.Groups.ShrinkMembers().Select(smaller => test with { Groups = smaller }));

    /// <summary>Fewer variations, by giving the share of one to the next.</summary>
    private static IEnumerable<Split> Shrink(Split split)
    {
        for (var i = 0; i + 1 < split.Count && split.Count > 2; i++)
            yield return new Split(split.Parts.RemoveAt(i).SetItem(i, split.Parts[i] + split.Parts[i + 1]));
        foreach (var first in Shrinking.Number(split.Count == 2 ? split.Parts[0] : 0))
            yield return new Split([first, Split.Whole - first]);
    }

    private static IEnumerable<Draw> Shrink(Draw draw) =>
        Shrink(draw.Split).Select(split => draw with { Split = split })
            .Concat(Shrinking.Text(draw.Seed).Select(seed => draw with { Seed = seed }))
            .Concat(Shrinking.Number(draw.Coverage).Select(coverage => draw with { Coverage = coverage }))
            .Concat(Shrinking.Number(draw.FirstUser).Select(first => draw with { FirstUser = first }));

    private static IEnumerable<ImmutableArray<byte>> ShrinkBytes(ImmutableArray<byte> bytes)
    {
        for (var length = bytes.Length; length > 0; length /= 2)
        {
            for (var at = 0; at + length <= bytes.Length; at += length)
                yield return bytes.RemoveRange(at, length);
        }
    }

    private static Json WithDistinctNames(Json json) => json switch
    {
        Json.List list => new Json.List([.. list.Items.Select(WithDistinctNames)]),
        Json.Object members => new Json.Object([.. members.Members.DistinctBy(member => member.Name)
            .Select(member => (member.Name, WithDistinctNames(member.Value)))]),
        _ => json,
    };

    private static Gen<Json> Reorder(Json json) => json switch
    {
        Json.List list => Gen.CollectToArray(list.Items, Reorder).Select(items => (Json)new Json.List(items)),
        Json.Object members => Gen.CollectToArray(members.Members, member => Reorder(member.Value).Select(value => (member.Name, value)))
            .SelectMany(Gen.Shuffle).Select(shuffled => (Json)new Json.Object(shuffled)),
        _ => Gen.Constant(json),
    };
}
