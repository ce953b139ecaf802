namespace GrowthBook.Benchmarks;

/// <summary>The conditions of the workload, written out.</summary>
internal abstract class Targeting
{
    public abstract bool Includes(Dictionary<string, Value> user);

    protected static string Text(Dictionary<string, Value> user, string name) => ((Value.String)user[name]).Content;

    protected static bool IsOneOf(string text, string[] items)
    {
        foreach (var item in items)
        {
            if (item == text)
                return true;
        }
        return false;
    }

    /// <summary>On the plan.</summary>
    internal sealed class Plan(string plan) : Targeting
    {
        public override bool Includes(Dictionary<string, Value> user) => Text(user, "plan") == plan;
    }

    /// <summary>On one of the plans.</summary>
    internal sealed class Plans(string[] plans) : Targeting
    {
        public override bool Includes(Dictionary<string, Value> user) => IsOneOf(Text(user, "plan"), plans);
    }

    /// <summary>From one of the countries.</summary>
    internal sealed class Countries(string[] countries) : Targeting
    {
        public override bool Includes(Dictionary<string, Value> user) => IsOneOf(Text(user, "country"), countries);
    }

    /// <summary>From one of the countries and on the plan.</summary>
    internal sealed class CountriesAndPlan(string[] countries, string plan) : Targeting
    {
        public override bool Includes(Dictionary<string, Value> user) =>
            IsOneOf(Text(user, "country"), countries) && Text(user, "plan") == plan;
    }

    /// <summary>From one of the countries and a beta tester, or none.</summary>
    internal sealed class CountriesAndBeta(string[] countries, bool beta) : Targeting
    {
        public override bool Includes(Dictionary<string, Value> user) =>
            IsOneOf(Text(user, "country"), countries) && ((Value.Boolean)user["beta"]).Content == beta;
    }

    /// <summary>
    /// From one of the countries, older than an age, with one of the plans or (on another plan, or a beta tester) or
    /// a tag, from a version of the app on, with an address at one of the domains.
    /// </summary>
    internal sealed class Complex(
        string[] countries, double olderThan, string[] plans, string? otherPlan, string tag, int[] version, string[] domains)
        : Targeting
    {
        public override bool Includes(Dictionary<string, Value> user)
        {
            if (!IsOneOf(Text(user, "country"), countries) || !(((Value.Number)user["age"]).Content > olderThan))
                return false;
            if (!IsOneOf(Text(user, "plan"), plans)
                && !(otherPlan is null ? ((Value.Boolean)user["beta"]).Content : Text(user, "plan") == otherPlan)
                && !HasTag((Value.Array)user["tags"]))
            {
                return false;
            }
            return IsFromVersion(Text(user, "appVersion")) && IsAtDomain(Text(user, "email"));
        }

        private bool HasTag(Value.Array tags)
        {
            for (var i = 0; i < tags.Count; i++)
            {
                if (((Value.String)tags[i]).Content == tag)
                    return true;
            }
            return false;
        }

        private bool IsFromVersion(string text)
        {
            var at = 0;
            foreach (var required in version)
            {
                var number = 0;
                for (; at < text.Length && text[at] != '.'; at++)
                    number = (number * 10) + (text[at] - '0');
                at++;
                if (number != required)
                    return number > required;
            }
            return true;
        }

        private bool IsAtDomain(string email)
        {
            foreach (var domain in domains)
            {
                if (email.EndsWith(domain, StringComparison.Ordinal))
                    return true;
            }
            return false;
        }
    }
}
