namespace GrowthBook.Pure.Tests.NodeAnswers;

/// <summary>The members of a row.</summary>
internal sealed class Row(string json)
{
    private readonly Value.Array _members = (Value.Array)Given.Value(json);

    public Value Answer => _members[^1];

    public Value Member(int index) => _members[index];

    public string Text(int index) => TextOf(_members[index])!;

    public int Number(int index) => (int)((Value.Number)_members[index]).Content;

    public bool IsTrue => ((Value.Boolean)Answer).Content;

    /// <summary>The response as a number, or <c>null</c>.</summary>
    public int? AnswerNumber => Answer is Value.Number number ? (int)number.Content : null;

    /// <summary>The response as a text, or <c>null</c>.</summary>
    public string? AnswerText => TextOf(Answer);

    /// <summary>The response as texts, or <c>null</c>.</summary>
    public IEnumerable<string?>? AnswerTexts => (Answer as Value.Array)?.Select(TextOf);

    private static string? TextOf(Value value) => value is Value.Null ? null : ((Value.String)value).Content;
}
