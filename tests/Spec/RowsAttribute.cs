using System.Reflection;
using Xunit.Sdk;

namespace GrowthBook.Pure.Spec;

/// <summary>The rows of a function: those of the public suite and the repository's own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RowsAttribute(string function) : DataAttribute
{
    /// <summary>The function under test.</summary>
    public string Function { get; } = function;

    /// <summary>Whether only the repository's own files have the function.</summary>
    public bool IsOurs { get; init; }

    /// <summary>The rows. If the suite is missing, one row replaces its rows.</summary>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        var suite = IsOurs ? [] : Cases.Suite?.Rows(Function) ?? [new Row($"no public suite at {Cases.SuitePath}", Function, -1)];
        return suite.Concat(Cases.Own.SelectMany(cases => cases.Rows(Function))).Select(row => new object[] { row });
    }
}
