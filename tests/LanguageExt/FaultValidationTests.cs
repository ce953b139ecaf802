using GrowthBook.Client;
using LanguageExt;

namespace GrowthBook.LanguageExtTests;

public sealed class FaultValidationTests
{
    private const string Good = """{"features":{"a":{"defaultValue":1}}}""";

    /// <summary>Two errors, of a feature that is no object and of rules that are no array, and a warning about the name of a group.</summary>
    private const string Bad = """{"features":{"a":1,"b":{"rules":2}},"savedGroups":{"__sgUnknown__":[]}}""";

    [Fact]
    public void A_payload_without_faults_is_valid() =>
        Assert.Equal(["a"], Payload.Validate(Good).Match(Succ: payload => payload.FeatureKeys, Fail: _ => []));

    [Fact]
    public void A_payload_with_faults_fails_with_all_of_them_in_order()
    {
        var errors = Payload.Parse(Bad).Errors.ToArray();
        Assert.Equal(3, errors.Length);
        Assert.Equal(errors, Faults(Payload.Validate(Bad)));
        Assert.Equal(errors, Faults(Payload.Parse(Bad).ToValidation()));
        Assert.Equal(errors, Payload.Parse(Bad).ToEither().Match(Right: _ => [], Left: faults => faults.ToArray()));
    }

    [Fact]
    public void A_warning_is_a_fault()
    {
        var warned = new Parsed<int>(1, [new(ErrorSeverity.Warning, "$", "deprecated")]);
        Assert.True(warned.ToValidation().IsFail);
        Assert.True(warned.ToEither().IsLeft);
    }

    [Fact]
    public void Parsed_text_without_faults_is_a_success_and_right()
    {
        Assert.Equal(3, new Parsed<int>(3, default).ToValidation().Match(Succ: value => value, Fail: _ => 0));
        Assert.Equal(3, new Parsed<int>(3, []).ToEither().Match(Right: value => value, Left: _ => 0));
    }

    [Fact]
    public void Apply_collects_the_faults_of_both_texts()
    {
        var context = (Payload.Validate(Bad), Attributes.Parse("[]").ToValidation()).Apply((payload, user) => new Context(payload, user));
        Assert.Equal([.. Payload.Parse(Bad).Errors, .. Attributes.Parse("[]").Errors], Faults(context));
    }

    [Fact]
    public void A_query_over_Either_ends_at_the_first_text_with_faults()
    {
        var context =
            from payload in Payload.Parse(Bad).ToEither()
            from user in Attributes.Parse("[]").ToEither()
            select new Context(payload, user);
        Assert.Equal(Payload.Parse(Bad).Errors.ToArray(), context.Match(Right: _ => [], Left: faults => faults.ToArray()));
    }

    [Fact]
    public void Apply_collects_the_faults_of_all_options()
    {
        var client = new GrowthBookOptions { ClientKey = "sdk-1", DeduplicationCapacity = -1 };
        var warehouse = new WarehouseOptions { MaxEventsPerRequest = 0 };
        var both = (client.Validate().ToValidation(client), warehouse.Validate().ToValidation(warehouse)).Apply((one, other) => (one, other));
        Assert.Equal([.. client.Validate(), .. warehouse.Validate()], Faults(both));
        Assert.Equal(3, Faults(both).Length);
    }

    [Fact]
    public void Valid_options_are_a_success()
    {
        var options = new GrowthBookOptions { ClientKey = "sdk-1" };
        Assert.Same(options, options.Validate().ToValidation(options).Match(Succ: valid => valid, Fail: _ => null!));
    }

    private static TFault[] Faults<TFault, T>(Validation<TFault, T> validation) =>
        validation.Match(Succ: _ => [], Fail: faults => faults.ToArray());
}
