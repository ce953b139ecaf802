namespace GrowthBook.Analysis;

/// <summary>
/// GB209: a list without an operator, which only an equal list of a user meets, with its elements in the same order. A list of objects or lists is data, or an operator without its <c>$</c>.
/// </summary>
internal static class WholeListLint
{
    public static IEnumerable<Finding> Of(PayloadSource source) =>
        from test in source.UserConditions.SelectMany(condition => condition.Tests)
        where test.Operator is null && test.Node.Value is Value.Array list && list.All(element => element is not (Value.Object or Value.Array))
        select Finding.At(test.Node, LintCodes.WholeList, $"`{Finding.Name(test.Attribute)}` has to be this very list; a user with one of its values does not meet the condition");
}
