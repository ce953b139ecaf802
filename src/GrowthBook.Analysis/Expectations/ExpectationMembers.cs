using YamlDotNet.RepresentationModel;

namespace GrowthBook.Analysis;

/// <summary>Finds members that a file of expectations cannot have: a misspelt one would be ignored, and its expectation not checked.</summary>
internal static class ExpectationMembers
{
    private static readonly Form File = new("the file", "payload", "users", StickyBucketing.Member, "expect");

    /// <summary>The forms of an expectation, each after the member that decides on it.</summary>
    private static readonly (string Decisive, Form Form)[] Forms =
    [
        ("experiments", new("an expectation of experiments", "experiments", "exclusive")),
        ("experiment", new("an expectation of an experiment", "experiment", "rule", "share", "exact")),
        ("always", new("an expectation with always", "feature", "always")),
        ("", new("an expectation of a feature", "feature", "user", "attributes", "url", StickyBucketing.Member, "matrix", "value", "variation", "source", "rule", "exposure")),
    ];

    private static readonly MemberNames All = new(Forms.SelectMany(each => each.Form.Names).Distinct());

    /// <summary>The faults of the members of the file, each with its place.</summary>
    public static IEnumerable<string> FaultsOfFile(YamlNode root) => Faults(root, File);

    /// <summary>The faults of the members of an expectation, each with its place.</summary>
    public static IEnumerable<string> Faults(YamlNode node) =>
        Faults(node, Forms.First(each => each.Decisive.Length == 0 || YamlValue.Find(node, each.Decisive) is not null).Form);

    private static IEnumerable<string> Faults(YamlNode node, Form form) =>
        from member in node is YamlMappingNode members ? members.Children.Select(each => each.Key) : []
        let name = YamlValue.Text(member)
        where !form.Names.Contains(name)
        select $"{Expectations.PlaceOf(member)}: {Fault(name, form)}";

    private static string Fault(string name, Form form) => form != File && All.Has(name)
        ? $"`{name}` does not belong to {form.Owner}, which can have {form.List}"
        : $"unknown member `{Finding.Name(name)}` of {form.Owner}"
            + ((form.Known.Nearest(name) ?? (form == File ? null : All.Nearest(name))) is { } nearest ? $"; did you mean {nearest}?" : $", which can have {form.List}");

    private sealed record Form(string Owner, params string[] Names)
    {
        public MemberNames Known { get; } = new(Names);

        public string List => string.Join(", ", Names);
    }
}
