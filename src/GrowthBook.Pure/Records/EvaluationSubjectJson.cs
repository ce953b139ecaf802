namespace GrowthBook;

/// <summary>Subjects between JSON and records: an object with one of the members <c>feature</c>, <c>experiment</c> and <c>condition</c>.</summary>
internal static class EvaluationSubjectJson
{
    private static readonly string[] Names = ["feature", "experiment", "condition"];

    public static Value Of(EvaluationSubject subject)
    {
        var members = new ObjectMembers(1);
        Set(members, subject);
        return new Value.Object(members);
    }

    /// <summary>Adds the member of a subject.</summary>
    public static void Set(ObjectMembers members, EvaluationSubject subject)
    {
        var (name, value) = subject.Member;
        members.Set(name, value);
    }

    /// <summary>The subject of an object that may have other members; <c>null</c> and a fatal fault without one.</summary>
    public static EvaluationSubject? Read(Value.Object source, Faults faults)
    {
        var (name, count) = ("", 0);
        foreach (var candidate in Names)
        {
            if (source.ContainsKey(candidate))
                (name, count) = (candidate, count + 1);
        }
        if (count != 1)
        {
            faults.Fatal(
                count == 0 && source["error"] is Value.String { Content: var error } ? $"no record but an error of `gb eval`, whose record was not evaluated: {error}"
                : count == 0 && source.ContainsKey("result") ? "an answer without its question, which cannot be evaluated; add the context, and one of feature, experiment and condition"
                : "the record needs exactly one of feature, experiment and condition");
            return null;
        }
        faults.Position.Enter(name);
        var subject = Read(name, source[name], faults);
        faults.Position.Leave();
        return subject;
    }

    /// <summary>The subject of the value of one of the three members; <c>null</c> and a fatal fault for a malformed one.</summary>
    public static EvaluationSubject? Read(string name, Value value, Faults faults)
    {
        if (name == "condition")
            return new EvaluationSubject.OfCondition(Condition.Compile(value, new ConditionSymbols(), faults));
        if (name == "experiment")
        {
            if (ExperimentReader.Read(value, faults) is { } experiment)
                return new EvaluationSubject.OfExperiment(experiment);
            faults.Fatal("the experiment is malformed");
            return null;
        }
        if (value is Value.String key)
            return new EvaluationSubject.OfFeature(key.Content);
        faults.Fatal("not the key of a feature");
        return null;
    }
}
