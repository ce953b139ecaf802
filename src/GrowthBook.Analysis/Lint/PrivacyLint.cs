using System.Text.RegularExpressions;

namespace GrowthBook.Analysis;

/// <summary>GB8xx: addresses and names of persons that each receiver of the payload can read. Findings do not repeat them.</summary>
internal static partial class PrivacyLint
{
    private static readonly HashSet<string> NameAttributes =
        new(StringComparer.Ordinal) { "name", "firstname", "lastname", "fullname", "surname", "givenname", "familyname", "displayname" };

    public static IEnumerable<Finding> Of(PayloadSource source) =>
        source.UserConditions
            .SelectMany(condition => condition.Tests.SelectMany(Of))
            .Concat(source.Groups.SelectMany(Of));

    private static IEnumerable<Finding> Of(ConditionSource.Test test)
    {
        var texts = test.Node.Descendants.Where(node => node.Value is Value.String && IsOperand(node)).ToArray();
        var (emails, names) = (texts.Where(IsEmail).ToArray(), IsName(test.Attribute) ? texts.Where(node => !IsEmail(node)).ToArray() : []);
        if (emails is [var email, ..])
            yield return Finding.At(email, LintCodes.Email, $"the condition on `{Finding.Name(test.Attribute)}` has {Shown.Count(emails.Length, "e-mail address", "e-mail addresses")}");
        if (names is [var name, ..] && !IsPresenceTest(test))
            yield return Finding.At(name, LintCodes.PersonName, $"the condition on `{Finding.Name(test.Attribute)}` has {Shown.Count(names.Length, "name")}");
    }

    private static IEnumerable<Finding> Of(GroupSource group)
    {
        var emails = group.Ids.Where(id => id.Value is Value.String && IsEmail(id)).ToArray();
        if (emails is [var email, ..])
            yield return Finding.At(email, LintCodes.Email, $"the group `{Finding.Name(group.Id)}` has {Shown.Count(emails.Length, "e-mail address", "e-mail addresses")}");
        if (group.Attribute is { } attribute && IsName(attribute) && group.Ids.Length > emails.Length)
            yield return Finding.At(group.Node, LintCodes.PersonName, $"the group `{Finding.Name(group.Id)}` has {Shown.Count(group.Ids.Length - emails.Length, "name")} of `{Finding.Name(attribute)}`");
    }

    /// <summary>Whether a text is compared with, and is no name of a group or a type.</summary>
    private static bool IsOperand(SourceNode node) => node.Name is not ("$inGroup" or "$notInGroup" or "$type" or "$regex" or "$regexi") || IsEmail(node);

    private static bool IsPresenceTest(ConditionSource.Test test) => test is { Operator: "$eq" or "$ne", Operand: Value.String { Content: "" } };

    private static bool IsEmail(SourceNode node) => Email().IsMatch(((Value.String)node.Value).Content.Replace("\\.", ".", StringComparison.Ordinal));

    private static bool IsName(string attribute) =>
        NameAttributes.Contains(EcmaCase.ToLower(attribute[(attribute.LastIndexOf('.') + 1)..].Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)));

    [GeneratedRegex(@"^\^?[\w.%+-]+@[\w-]+(\.[\w-]+)+\$?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Email();
}
