using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// A user whose identifier varies: it is the value of the hashed attribute. Each other attribute of a random input that the user lacks has an
/// identifier of its own, which follows from the first.
/// </summary>
internal sealed class IdentifiedUser
{
    private readonly string _attribute;
    private readonly Attributes _known;

    /// <summary>The attributes whose identifiers vary; that of the experiment is the last.</summary>
    private readonly string[] _varying;

    /// <summary>Per assignment, the factors with the identifier of the user; <c>null</c> for one that varies.</summary>
    private readonly ImmutableArray<(Assignment.Factor Factor, string? Id)[]> _assignments;

    public IdentifiedUser(string attribute, Attributes known, ImmutableArray<Assignment> assignments)
    {
        (_attribute, _known) = (attribute, known);
        var names = assignments.SelectMany(assignment => assignment.Factors).Select(factor => factor.Source.Attribute);
        _varying = [.. names.Where(name => name.Length > 0 && name != attribute && !known[name].IsTruthy).Distinct(StringComparer.Ordinal), attribute];
        var scope = new ConditionScope(SavedGroups.Empty, null);
        _assignments = ImmutableArray.CreateRange(assignments, assignment => assignment.Factors
            .Select(factor => (factor, _varying.Contains(factor.Source.Attribute, StringComparer.Ordinal) ? null : scope.TextOf(known[factor.Source.Attribute], Steps.Hashing)))
            .ToArray());
    }

    /// <summary>Whether the hashes of an identifier lead to an arm in one of the assignments.</summary>
    public bool IsIn(int arm, string id)
    {
        foreach (var factors in _assignments)
        {
            var outcome = 0;
            for (var i = factors.Length - 1; i >= 0 && outcome >= 0; i--)
            {
                var source = factors[i].Factor.Source;
                var of = factors[i].Factor.Map[source.IndexOf(factors[i].Id ?? Of(source.Attribute, id))];
                outcome = i == factors.Length - 1 && of != arm ? BucketMap.None : of;
            }
            if (outcome >= 0)
                return true;
        }
        return false;
    }

    /// <summary>The attributes with an identifier.</summary>
    public Attributes With(string id) => _varying.Aggregate(_known, (attributes, name) => attributes.With(name, Of(name, id)));

    /// <summary>The identifier in an attribute: <c>u-5</c> in that of the experiment, and another one in each other attribute.</summary>
    private string Of(string attribute, string id) => attribute == _attribute ? id : AttributeIds.Of(attribute, id);
}
