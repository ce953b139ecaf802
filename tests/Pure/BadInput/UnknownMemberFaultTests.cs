namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>A misspelt member of a context is a warning here, and an error where it would change an answer without a word, as in `gb`.</summary>
public class UnknownMemberFaultTests
{
    [Theory]
    [InlineData("""{"atributes":{"id":"1"}}""", ErrorSeverity.Error, "unknown member; did you mean attributes?")]
    [InlineData("""{"zzz":1}""", ErrorSeverity.Warning, "unknown member, which is ignored; only its first place is listed")]
    [InlineData("""{"attributes":7}""", ErrorSeverity.Error, "not an object")]
    public void A_member_that_looks_misspelt_becomes_an_error(string context, ErrorSeverity severity, string message)
    {
        var fault = Assert.Single(Context.Parse(context, Payload.Empty).Errors);

        var judged = UnknownMemberFault.RefuseMisspelt(fault);

        Assert.Equal((severity, message, fault.Path), (judged.Severity, judged.Message, judged.Path));
        Assert.Equal(message.StartsWith("unknown", StringComparison.Ordinal), UnknownMemberFault.Is(fault));
    }
}
