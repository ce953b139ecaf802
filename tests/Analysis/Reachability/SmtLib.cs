using System.Globalization;

namespace GrowthBook.Analysis.Tests.Reachability;

/// <summary>
/// Conditions as SMT-LIB text, by the specification's words and not by the library: a value is null, a Boolean, a number, NaN or a text. A text's
/// number, lower case and version are uninterpreted, but for the texts that occur.
/// </summary>
internal static class SmtLib
{
    public const string Prelude = """
        (declare-datatypes ((V 0)) (((null) (bool (b Bool)) (num (n Real)) (nan) (text (t String)))))
        (declare-fun isNumber (String) Bool)
        (declare-fun numberOf (String) Real)
        (declare-fun lower (String) String)
        (declare-fun textVersion (String) Int)
        (declare-fun numberVersion (Real) Int)

        """;

    private static readonly string[] Versions = [.. new[] { "0", "1.2.0", "1.10.0", "2.0.0-rc.1" }.OrderBy(Bucketing.PaddedVersion, StringComparer.Ordinal)];

    /// <summary>What holds of the texts and numbers that generated conditions have.</summary>
    public static string Facts(IEnumerable<Value> scalars) => string.Concat(scalars.Distinct().Select(scalar => scalar switch
    {
        Value.String { Content: var text } =>
            $"(assert (= (lower {Text(text)}) {Text(text.ToLowerInvariant())}))(assert (= (lower {Text(text.ToLowerInvariant())}) {Text(text.ToLowerInvariant())}))"
            + (text is "" or "5" ? $"(assert (isNumber {Text(text)}))(assert (= (numberOf {Text(text)}) {(text == "5" ? 5 : 0)}.0))" : $"(assert (not (isNumber {Text(text)})))")
            + (text is "" ? $"(assert (= (textVersion {Text(text)}) {Rank("0")}))" : $"(assert (= (textVersion {Text(text)}) {RankOf(text)}))"),
        Value.Number { Content: var number } => $"(assert (= (numberVersion {Real(number)}) {RankOf(number.ToString(CultureInfo.InvariantCulture))}))",
        _ => "",
    } + "\n"));

    public static string Declare(IEnumerable<string> attributes) => string.Concat(attributes.Select(name => $"(declare-const {name} V)\n"));

    public static string Of(Value.Object condition) => And(condition.Select(member => member.Key switch
    {
        "$or" => Or(((Value.Array)member.Value).Select(each => Of((Value.Object)each))),
        "$and" => And(((Value.Array)member.Value).Select(each => Of((Value.Object)each))),
        "$nor" => Not(Or(((Value.Array)member.Value).Select(each => Of((Value.Object)each)))),
        "$not" => Not(Of((Value.Object)member.Value)),
        var attribute => Test(attribute, member.Value),
    }));

    /// <summary>
    /// The users for whom a rule answers in any case: who meet its condition, and whom a rollout or an experiment includes in each bucket. A user without the
    /// attribute that they hash has no bucket.
    /// </summary>
    public static string Answered(Value.Object rule) => And([
        Of((Value.Object)rule["condition"]),
        ((string[])["parentConditions", "filters", "ranges", "namespace", "minBucketVersion", "meta"]).Any(rule.ContainsKey) ? "false" : "true",
        rule.ContainsKey("coverage") || rule.ContainsKey("range") || rule.ContainsKey("variations") ? Truthy(((Value.String)rule["hashAttribute"]).Content) : "true",
        rule["coverage"] is Value.Number { Content: < 1 } || (rule["range"] is Value.Array range && range[1] is Value.Number { Content: < 1 }) ? "false" : "true"]);

    private static string Test(string attribute, Value operand) => operand switch
    {
        Value.Object operators => And(operators.Select(test => Test(attribute, test.Key, test.Value))),
        // A bare text compares the text of the value, and a bare number its number.
        Value.String { Content: var text } => Or([
            $"(= {attribute} (text {Text(text)}))",
            text == "5" ? $"(= {attribute} (num 5.0))" : "false"]),
        Value.Number { Content: var number } => $"(and {HasNumber(attribute)} (= {Number(attribute)} {Real(number)}))",
        Value.Boolean { Content: var truth } => $"(and (not (= {attribute} null)) (= {Truthy(attribute)} {(truth ? "true" : "false")}))",
        _ => $"(= {attribute} null)",
    };

    private static string Test(string attribute, string name, Value operand) => name switch
    {
        "$not" => Not(Test(attribute, operand)),
        "$eq" => $"(= {attribute} {Scalar(operand)})",
        "$ne" => Not(Test(attribute, "$eq", operand)),
        "$in" => Or(((Value.Array)operand).Select(item => Test(attribute, "$eq", item))),
        "$nin" => Not(Test(attribute, "$in", operand)),
        "$ini" => Or(((Value.Array)operand).Select(item => item is Value.String { Content: var text }
            ? $"(and ((_ is text) {attribute}) (= (lower (t {attribute})) {Text(text.ToLowerInvariant())}))"
            : Test(attribute, "$eq", item))),
        "$nini" => Not(Test(attribute, "$ini", operand)),
        "$exists" => operand.IsTruthy ? Not($"(= {attribute} null)") : $"(= {attribute} null)",
        "$type" => ((Value.String)operand).Content switch
        {
            "string" => $"((_ is text) {attribute})",
            "number" => $"(or ((_ is num) {attribute}) (= {attribute} nan))",
            "boolean" => $"((_ is bool) {attribute})",
            _ => $"(= {attribute} null)",
        },
        "$gt" or "$gte" or "$lt" or "$lte" =>
            $"(and {HasNumber(attribute)} ({(name.StartsWith("$g", StringComparison.Ordinal) ? ">" : "<")}{(name.EndsWith('e') ? "=" : "")} {Number(attribute)} {Real(((Value.Number)operand).Content)}))",
        _ => Version(attribute, name, RankOf(((Value.String)operand).Content)),
    };

    private static string Version(string attribute, string name, int rank)
    {
        var version = $"(ite ((_ is text) {attribute}) (textVersion (t {attribute})) (ite ((_ is num) {attribute}) (numberVersion (n {attribute})) (ite (= {attribute} nan) {RankOf("NaN")} {Rank("0")})))";
        return name switch
        {
            "$veq" => $"(= {version} {rank})",
            "$vne" => Not($"(= {version} {rank})"),
            "$vgt" => $"(> {version} {rank})",
            "$vgte" => $"(>= {version} {rank})",
            "$vlt" => $"(< {version} {rank})",
            _ => $"(<= {version} {rank})",
        };
    }

    /// <summary>Ranks of versions have gaps, for the versions between.</summary>
    private static int Rank(string version) => 10 * Array.IndexOf(Versions, version);

    /// <summary>The rank of any text among those of the versions.</summary>
    private static int RankOf(string text)
    {
        var padded = Bucketing.PaddedVersion(text.Length == 0 ? "0" : text);
        var below = Versions.Count(version => string.CompareOrdinal(Bucketing.PaddedVersion(version), padded) < 0);
        return Versions.Any(version => Bucketing.PaddedVersion(version) == padded) ? 10 * below : (10 * below) - 5;
    }

    private static string HasNumber(string attribute) => $"(ite ((_ is text) {attribute}) (isNumber (t {attribute})) (not (= {attribute} nan)))";

    private static string Number(string attribute) =>
        $"(ite ((_ is num) {attribute}) (n {attribute}) (ite ((_ is text) {attribute}) (numberOf (t {attribute})) (ite (= {attribute} (bool true)) 1.0 0.0)))";

    private static string Truthy(string attribute) =>
        $"(not (or (= {attribute} null) (= {attribute} (bool false)) (= {attribute} (num 0.0)) (= {attribute} nan) (= {attribute} (text \"\"))))";

    private static string Scalar(Value value) => value switch
    {
        Value.String { Content: var text } => $"(text {Text(text)})",
        Value.Number { Content: var number } => $"(num {Real(number)})",
        Value.Boolean { Content: var truth } => $"(bool {(truth ? "true" : "false")})",
        _ => "null",
    };

    private static string Text(string text) => $"\"{text}\"";

    private static string Real(double number) =>
        number < 0 ? $"(- {(-number).ToString("0.0###", CultureInfo.InvariantCulture)})" : number.ToString("0.0###", CultureInfo.InvariantCulture);

    private static string Not(string part) => $"(not {part})";

    private static string And(IEnumerable<string> parts) => $"(and true {string.Join(' ', parts)})";

    private static string Or(IEnumerable<string> parts) => $"(or false {string.Join(' ', parts)})";
}
