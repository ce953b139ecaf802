namespace GrowthBook;

/// <summary>Differences between JSON and records: <c>{"path","recorded"?,"actual"?}</c>; an absent value has no member.</summary>
internal static class RecordDifferenceJson
{
    public static Value Of(RecordDifference difference)
    {
        var members = new ObjectMembers();
        members.Set("path", difference.Path);
        if (difference.Recorded is not null)
            members.Set("recorded", difference.Recorded);
        if (difference.Actual is not null)
            members.Set("actual", difference.Actual);
        return new Value.Object(members);
    }

    public static RecordDifference? Read(Value.Object source, Faults faults)
    {
        var members = new Members(source, faults);
        var path = members.Text("path");
        if (!members.Has("path"))
            members.Missing("path");
        return path is null ? null : new RecordDifference(path, members.Raw("recorded"), members.Raw("actual"));
    }
}
