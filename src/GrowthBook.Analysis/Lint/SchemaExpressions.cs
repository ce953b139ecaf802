using System.Text.Json;
using GrowthBook.RegularExpressions;
using Json.Schema;
using Json.Schema.Keywords;

namespace GrowthBook.Analysis;

/// <summary>
/// The keywords of JSON schemas with regular expressions, whose steps are counted. Those of the library run the engine of .NET, which has no limit
/// of steps, and compile each expression to machine code.
/// </summary>
internal sealed class SchemaExpressions
{
    /// <summary>Maximum number of steps for one value, and for all values of a payload. Each test takes one, and those of the engine.</summary>
    public const int MaxOfValue = 10_000_000, Max = 100_000_000;

    private int _ofValue = MaxOfValue;
    private int _all = Max;

    /// <summary>The handlers of the library that <see cref="Counting"/> replaces.</summary>
    public static IKeywordHandler[] Uncounted => [PatternKeyword.Instance, PatternPropertiesKeyword.Instance, AdditionalPropertiesKeyword.Instance];

    /// <summary>The handlers with counted steps.</summary>
    public IKeywordHandler[] Counting => [new Pattern(this), new PatternProperties(this), new AdditionalProperties()];

    /// <summary>Begins the test of another value.</summary>
    public void BeginValue() => _ofValue = MaxOfValue;

    private static EcmaRegex Parse(string name, string pattern) => EcmaRegex.Parse(pattern, ignoreCase: false, out var error)
        ?? throw new JsonSchemaException($"the expression `{Finding.Name(pattern)}` of {name} is malformed: {error}");

    private bool Matches(EcmaRegex regex, string text)
    {
        var isLimitOfAll = _all < _ofValue;
        var most = Math.Min(_ofValue, _all);
        var steps = most - 1;
        var outcome = steps < 0 ? RegexOutcome.BudgetExhausted : regex.Test(text, ref steps);
        (_ofValue, _all) = (_ofValue - most + steps, _all - most + steps);
        if (outcome != RegexOutcome.BudgetExhausted)
            return outcome == RegexOutcome.Match;
        throw new JsonSchemaException(isLimitOfAll
            ? FormattableString.Invariant($"the values of the payload take more than {Max:N0} steps of regular expressions in schemas")
            : FormattableString.Invariant($"one value takes more than {MaxOfValue:N0} steps of its regular expressions"));
    }

    private sealed class Pattern(SchemaExpressions expressions) : PatternKeyword, ICountedKeyword
    {
        public override object? ValidateKeywordValue(JsonElement value) => value.ValueKind == JsonValueKind.String
            ? Parse(Name, value.GetString()!)
            : throw new JsonSchemaException($"{Name} is no string");

        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
        {
            if (context.Instance.ValueKind != JsonValueKind.String)
                return KeywordEvaluation.Ignore;
            var isValid = expressions.Matches((EcmaRegex)keyword.Value!, context.Instance.GetString()!);
            return new KeywordEvaluation { Keyword = Name, IsValid = isValid, Error = isValid ? null : ErrorMessages.GetPattern(context.Options.Culture) };
        }
    }

    /// <summary>Not derived from the handler of the library: its order of evaluation goes by the type of the handler.</summary>
    private sealed class PatternProperties(SchemaExpressions expressions) : ICountedKeyword
    {
        public string Name => PatternPropertiesKeyword.Instance.Name;

        public object? ValidateKeywordValue(JsonElement value) => value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Select(member => Parse(Name, member.Name)).ToArray()
            : throw new JsonSchemaException($"{Name} is no object");

        public void BuildSubschemas(KeywordData keyword, BuildContext context) => PatternPropertiesKeyword.Instance.BuildSubschemas(keyword, context);

        public KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
        {
            if (context.Instance.ValueKind != JsonValueKind.Object)
                return KeywordEvaluation.Ignore;
            var regexes = (EcmaRegex[])keyword.Value!;
            var results = new List<EvaluationResults>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (regex, schema) in regexes.Zip(keyword.Subschemas))
            {
                var path = context.EvaluationPath.Combine(Name, regex.Pattern);
                foreach (var member in context.Instance.EnumerateObject().Where(member => expressions.Matches(regex, member.Name)))
                {
                    names.Add(member.Name);
                    results.Add(schema.Evaluate(context with { Instance = member.Value, InstanceLocation = context.InstanceLocation.Combine(member.Name), EvaluationPath = path }));
                }
            }
            return new KeywordEvaluation
            {
                Keyword = Name,
                IsValid = results.TrueForAll(result => result.IsValid),
                Details = [.. results],
                Annotation = JsonElement.Parse(new Value.Array(names.Select(name => (Value)name)).ToJson()),
            };
        }
    }

    /// <summary>Which members the expressions match is an annotation of <see cref="PatternProperties"/>, so that the library needs no expression here.</summary>
    [DependsOnAnnotationsFrom(typeof(PropertiesKeyword))]
    [DependsOnAnnotationsFrom(typeof(PatternProperties))]
    private sealed class AdditionalProperties : ICountedKeyword
    {
        private static AdditionalPropertiesKeyword Inner => AdditionalPropertiesKeyword.Instance;

        public string Name => Inner.Name;

        public object? ValidateKeywordValue(JsonElement value) => Inner.ValidateKeywordValue(value);

        public void BuildSubschemas(KeywordData keyword, BuildContext context)
        {
            context.LocalSchema = SchemaText.Without(context.LocalSchema, "patternProperties");
            Inner.BuildSubschemas(keyword, context);
        }

        public KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) => Inner.Evaluate(keyword, context);
    }
}
