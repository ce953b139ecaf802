using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>The names of the experiments and rollouts of a result for people. Rules of one experiment have the names of their features and rules.</summary>
internal sealed class CountedNames
{
    private readonly Dictionary<Value, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Value[] _experiments;

    private CountedNames(Value result)
    {
        _experiments = [.. result["experiments"].Items()];
        foreach (var same in CountsSummary.Rows(result).GroupBy(Short, StringComparer.Ordinal))
        {
            Value[] rows = [.. same];
            if (rows.Length == 1)
                _names[rows[0]] = same.Key;
            else
                AddRules(rows);
        }
    }

    public static CountedNames Of(Value result) => new(result);

    /// <summary>The name of a row of the result.</summary>
    public string this[Value row] => _names[row];

    /// <summary>The name of the first (0) or second (1) experiment of a pair.</summary>
    public string OfPair(Value overlap, int side) => overlap["rows"][side].AsInt32() is >= 0 and var at && at < _experiments.Length
        ? this[_experiments[at]]
        : Shown.Text(overlap[side == 0 ? "first" : "second"]);

    /// <summary>Names rows with the same short name by feature and rule, and by their order where that does not tell them apart.</summary>
    private void AddRules(Value[] rows)
    {
        foreach (var same in rows.GroupBy(Long, StringComparer.Ordinal))
        {
            Value[] alike = [.. same];
            for (var i = 0; i < alike.Length; i++)
                _names[alike[i]] = alike.Length == 1 ? same.Key : string.Create(CultureInfo.InvariantCulture, $"{same.Key} ({i + 1} of {alike.Length} rules)");
        }
    }

    /// <summary>The key with the leaf of a bandit, or the rule of a rollout.</summary>
    private static string Short(Value row) => Key(row) + (IsRollout(row) ? Rule(row) : "");

    private static string Long(Value row) => Key(row) + (IsRollout(row) ? "" : row["feature"].AsString() is { } feature ? $" of {feature}" : " of the payload") + Rule(row);

    private static string Key(Value row) => Shown.Text(row["key"]) + (row["leaf"] is Value.Number leaf ? $", leaf {leaf}" : "");

    private static string Rule(Value row) => row["rule"].AsString() is { Length: > 0 } rule ? $" ({rule})" : "";

    private static bool IsRollout(Value row) => row["arms"][1].AsString() == "in";
}
