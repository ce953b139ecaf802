using System.Globalization;

namespace GrowthBook.Pure.Properties;

public class ValueLaws
{
    [Law]
    public bool Text_and_back_through_attributes_is_the_same_value(FiniteJson json) =>
        Values.Parse(json.Value) is var value && Attributes.Parse(new Attributes { ["it"] = value }.ToString()).Value["it"] == value;

    [Law]
    public bool Text_and_back_through_a_payload_is_the_same_value(FiniteJson json)
    {
        var value = Values.Parse(json.Value);
        var payload = Payload.Parse("{\"features\":{\"f\":{\"defaultValue\":" + value.ToJson() + "}}}").Value;
        return Evaluator.EvalFeature(new Context(payload, Attributes.Empty), "f").Result.Value == value;
    }

    [Law]
    public bool The_text_of_text_is_the_same_text(Json json) =>
        Values.Parse(json).ToJson() is var text && Attributes.Parse("{\"it\":" + text + "}").Value["it"].ToJson() == text;

    [Law(MaxTest = 1000)]
    public bool The_text_is_that_of_the_naive_stringify(Json json) => Values.Parse(json).ToJson() == Js.Stringify(Js.Parse(json.ToString()));

    [Law]
    public bool Equality_is_reflexive_symmetric_and_agrees_with_hashes(FiniteJson json, FiniteJson other)
    {
        var (a, again, b) = (Values.Parse(json.Value), Values.Parse(json.Value), Values.Parse(other.Value));
        return a == again && a.GetHashCode() == again.GetHashCode() && (a == b) == (b == a) && (a != b || a.GetHashCode() == b.GetHashCode());
    }

    [Law]
    public bool The_order_of_members_does_not_count(ReorderedJson json) => (Values.Parse(json.Value), Values.Parse(json.Reordered)) is var (a, b)
        && a == b && a.GetHashCode() == b.GetHashCode();

    [Law]
    public bool The_order_of_elements_counts(FiniteJson json, FiniteJson other) => (Values.Parse(json.Value), Values.Parse(other.Value)) is var (a, b)
        && new Value.Array([a, b]).Equals(new Value.Array([b, a])) == (a == b);

    [Law]
    public bool Of_members_with_the_same_name_the_last_counts(ObjectJson json, FiniteJson value) => Attributes.Parse(json.ToString()).Value is var attributes
        && json.Members.Members.All(member => attributes[member.Name] == Values.Parse(json.Members[member.Name]!))
        && attributes.With("x", Values.Parse(value.Value))["x"] == Values.Parse(value.Value);

    [Law(MaxTest = 2000)]
    public bool A_number_reads_back_the_same(FiniteNumber number) =>
        double.Parse(new Value.Number(number.Content).ToString(), CultureInfo.InvariantCulture) == number.Content;

    [Law(MaxTest = 2000)]
    public bool A_number_has_the_text_of_the_naive_twin(FiniteNumber number) =>
        new Value.Number(number.Content).ToString() == Js.Text(number.Content);

    [Law]
    public bool Numbers_beyond_a_double_and_nan_have_the_text_null(bool negative) =>
        Values.Parse(new Json.Number(negative ? "-1e400" : "1e400")).ToJson() == "null" && new Value.Number(double.NaN).ToString() == "null";

    [Law]
    public bool A_value_is_on_unless_it_is_null_false_zero_or_empty(Json json) => Values.Parse(json).IsTruthy == Js.IsTruthy(Js.Parse(json.ToString()));

    [Law]
    public bool Strings_keep_every_code_unit(HardText text) => Values.Parse(text.Content) is Value.String read && read.Content == text.Content
        && Attributes.Parse(new Attributes { [text.Content] = text.Content }.ToString()).Value[text.Content] == (Value)text.Content;

    [Law]
    public bool Attributes_on_top_win(UserJson below, UserJson above)
    {
        var (one, other) = (Attributes.Parse(below.ToString()).Value, Attributes.Parse(above.ToString()).Value);
        var both = one.With(other);
        return one.Keys.Concat(other.Keys).All(key => both[key] == (other.ContainsKey(key) ? other[key] : one[key]))
            && both.Count == one.Keys.Union(other.Keys).Count();
    }

    [Law]
    public bool A_typed_value_is_that_value_or_the_fallback(FiniteJson json, bool flag, int number, HardText text)
    {
        var value = Values.Parse(json.Value);
        var result = new FeatureResult(value, FeatureResultSource.Force);
        return result.ValueOr(flag) == (value is Value.Boolean b ? b.Content : flag)
            && result.ValueOr(text.Content) == (value is Value.String s ? s.Content : text.Content)
            && result.ValueOr((double)number) == (value is Value.Number d ? d.Content : number)
            && result.ValueOr(number) == (value is Value.Number { Content: >= int.MinValue and <= int.MaxValue } i && i.Content == (int)i.Content ? (int)i.Content : number)
            && result.ValueOr<Value>(text.Content) == (value is Value.Null ? text.Content : value);
    }
}
