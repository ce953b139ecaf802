namespace GrowthBook.Pure.Properties;

public class NamespaceLaws
{
    [Law]
    public bool Parts_that_do_not_overlap_exclude_one_another(NamespaceParts parts) =>
        Users(parts).All(user => !(IsIn("one", parts.Left, user) && IsIn("other", parts.Right, user)));

    [Law]
    public bool Parts_that_cover_the_namespace_include_every_user_once(NamespaceParts parts)
    {
        ExperimentNamespace[] all =
        [
            new(parts.Id, new BucketRange(0, parts.Left.Range.End)),
            new(parts.Id, new BucketRange(parts.Left.Range.End, parts.Right.Range.End)),
            new(parts.Id, new BucketRange(parts.Right.Range.End, 1)),
        ];
        return Users(parts).All(user => all.Count(part => IsIn("exp", part, user)) == 1);
    }

    [Law]
    public bool A_user_is_in_when_the_naive_hash_is(NamespaceParts parts) => Users(parts).All(user =>
        NaiveHash.Hash("__" + parts.Id, user, 1) is { } bucket
        && IsIn("exp", parts.Left, user) == (bucket >= parts.Start / 1000.0 && bucket < parts.Middle / 1000.0)
        && Bucketing.InNamespace(user, parts.Left) == IsIn("exp", parts.Left, user));

    [Law]
    public bool Filters_that_do_not_overlap_exclude_one_another(NamespaceParts parts) =>
        Users(parts).All(user => !(IsIn("one", Filter(parts.Left), user) && IsIn("other", Filter(parts.Right), user)));

    [Law]
    public bool Filters_replace_the_namespace(NamespaceParts parts) => Users(parts).All(user => Draw.VariationOf(
        new Experiment("exp", 0, 1) { Namespace = new ExperimentNamespace(parts.Id, default), Filters = [Filter(parts.Left)] }, user) >= 0
        == IsIn("exp", Filter(parts.Left), user));

    private static IEnumerable<string> Users(NamespaceParts parts) => Identifiers.Crowd(60, parts.FirstUser);

    private static Filter Filter(ExperimentNamespace part) => new(part.Id, [part.Range]);

    private static bool IsIn(string key, ExperimentNamespace part, string user) =>
        Draw.VariationOf(new Experiment(key, 0, 1) { Namespace = part }, user) >= 0;

    private static bool IsIn(string key, Filter filter, string user) =>
        Draw.VariationOf(new Experiment(key, 0, 1) { Filters = [filter] }, user) >= 0;
}
