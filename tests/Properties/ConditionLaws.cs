namespace GrowthBook.Pure.Properties;

public class ConditionLaws
{
    [Law(MaxTest = 2000)]
    public bool Compiled_conditions_equal_the_naive_interpreter(ConditionCase test) =>
        test.Matches() == new NaiveCondition(test.Groups.ToString()).Matches(test.Attributes.ToString(), test.Condition.ToString());

    [Law]
    public bool The_empty_condition_matches_every_user(UserJson user) => At(user, Json.Of());

    [Law]
    public bool Not_is_the_opposite(ConditionCase test) => test.Matches(Not(test.Condition)) == !test.Matches();

    [Law]
    public bool Not_twice_is_nothing(ConditionCase test) => test.Matches(Not(Not(test.Condition))) == test.Matches();

    [Law]
    public bool And_is_both(ConditionPair pair) => pair.Case.Matches(Logic("$and", pair)) == (pair.Case.Matches() && Other(pair));

    [Law]
    public bool Or_is_either(ConditionPair pair) => pair.Case.Matches(Logic("$or", pair)) == (pair.Case.Matches() || Other(pair));

    [Law]
    public bool Nor_is_neither(ConditionPair pair) => pair.Case.Matches(Logic("$nor", pair)) == !pair.Case.Matches(Logic("$or", pair));

    [Law]
    public bool Not_and_is_or_of_nots(ConditionPair pair) => pair.Case.Matches(Not(Logic("$and", pair)))
        == pair.Case.Matches(Json.Of(("$or", Json.ListOf(Not(pair.Case.Condition), Not(pair.Other)))));

    [Law]
    public bool Not_or_is_and_of_nots(ConditionPair pair) => pair.Case.Matches(Not(Logic("$or", pair)))
        == pair.Case.Matches(Json.Of(("$and", Json.ListOf(Not(pair.Case.Condition), Not(pair.Other)))));

    [Law]
    public bool Logic_does_not_depend_on_order(ConditionPair pair) => new[] { "$and", "$or", "$nor" }.All(logic =>
        pair.Case.Matches(Logic(logic, pair)) == pair.Case.Matches(Json.Of((logic, Json.ListOf(pair.Other, pair.Case.Condition)))));

    [Law]
    public bool Members_are_an_and(ConditionCase test) => test.Matches() == test.Matches(
        Json.Of(("$and", new Json.List([.. test.Condition.Members.Select(member => Json.Of(member))]))));

    [Law]
    public bool And_and_or_of_one_are_that_one_and_of_none_match_every_user(ConditionCase test) => new[] { "$and", "$or" }.All(logic =>
        test.Matches(Json.Of((logic, Json.ListOf(test.Condition)))) == test.Matches() && test.Matches(Json.Of((logic, Json.ListOf()))));

    [Law]
    public bool In_of_one_is_eq(PathCase test) => IsList(test)
        || Holds(test, "$in", Json.ListOf(test.Operand)) == Holds(test, "$eq", test.Operand);

    [Law]
    public bool In_of_two_is_either(PathCase test) => Holds(test, "$in", Json.ListOf(test.Operand, test.Other))
        == (Holds(test, "$in", Json.ListOf(test.Operand)) || Holds(test, "$in", Json.ListOf(test.Other)));

    [Law]
    public bool Nin_is_not_in(PathCase test) => Json.ListOf(test.Operand, test.Other) is var list
        && Holds(test, "$nin", list) == !Holds(test, "$in", list) && Holds(test, "$nini", list) == !Holds(test, "$ini", list);

    [Law]
    public bool Ini_finds_everything_that_in_finds(PathCase test) => Json.ListOf(test.Operand, test.Other) is var list
        && (!Holds(test, "$in", list) || Holds(test, "$ini", list));

    [Law]
    public bool In_finds_the_same_in_a_long_list(PathCase test) => Holds(test, "$in", Json.ListOf(test.Operand)) == Holds(
        test, "$in", Json.ListOf([.. Enumerable.Range(0, 20).Select(i => (Json)("filler " + (char)('a' + i))), test.Operand]));

    [Law]
    public bool In_group_is_in_of_its_values(PathCase test, bool bare)
    {
        Json values = Json.ListOf(test.Operand, test.Other);
        var group = bare ? values : Json.Of(("type", "list"), ("attributeKey", "id"), ("values", values));
        var grouped = new ConditionCase(test.User.Attributes, Json.Of(("g", group)), Json.Of());
        return grouped.Matches(Json.Of((test.Path, Json.Of(("$inGroup", "g"))))) == Holds(test, "$in", values)
            && grouped.Matches(Json.Of((test.Path, Json.Of(("$notInGroup", "g"))))) == Holds(test, "$nin", values);
    }

    [Law]
    public bool A_saved_list_is_in_of_its_values_at_the_attribute(PathCase test, bool overridden)
    {
        Json values = Json.ListOf(test.Operand, test.Other);
        var group = Json.Of(("type", "list"), ("attributeKey", overridden ? "elsewhere" : test.Path), ("values", values));
        var reference = overridden ? Json.Of(("id", "g"), ("attributeKey", test.Path)) : Json.Of(("id", "g"));
        return new ConditionCase(test.User.Attributes, Json.Of(("g", group)), Json.Of(("$savedGroup", reference))).Matches() == Holds(test, "$in", values);
    }

    [Law]
    public bool A_saved_condition_is_that_condition(ConditionCase test) =>
        (test with { Groups = test.Groups.With("it", Json.Of(("type", "condition"), ("condition", test.Condition))) })
            .Matches(Json.Of(("$savedGroup", Json.Of(("id", "it"))))) == test.Matches();

    [Law]
    public bool Groups_that_are_unknown_or_cyclic_match_no_user(UserJson user) => new[] { "cycle", "unknown" }.All(id =>
        !new ConditionCase(
            user.Attributes,
            Json.Of(("cycle", Json.Of(("type", "condition"), ("condition", Json.Of(("$savedGroup", Json.Of(("id", "cycle")))))))),
            Json.Of(("$savedGroup", Json.Of(("id", id))))).Matches());

    [Law]
    public bool Logic_over_an_operand_that_is_no_condition_never_matches(ConditionCase test, Json json) => json is Json.Object
        || (!test.Matches(Json.Of(("$not", json))) && new[] { "$and", "$or", "$nor" }.All(name => !test.Matches(Json.Of((name, Json.ListOf(json))))));

    [Law]
    public bool Ne_is_not_eq(PathCase test) => Holds(test, "$ne", test.Operand) == !Holds(test, "$eq", test.Operand);

    [Law]
    public bool Eq_finds_a_present_scalar_and_null_for_a_missing_attribute(PathCase test) =>
        Holds(test, "$eq", test.Operand, with: test.Operand) == test.Operand is not (Json.List or Json.Object)
        && Holds(test, "$eq", Json.Nothing, with: null);

    [Law]
    public bool Lt_and_gte_are_opposite_where_values_are_comparable(PathCase test)
    {
        var comparable = Holds(test, "$lte", test.Operand) || Holds(test, "$gte", test.Operand);
        return comparable
            ? Holds(test, "$lt", test.Operand) == !Holds(test, "$gte", test.Operand) && Holds(test, "$gt", test.Operand) == !Holds(test, "$lte", test.Operand)
            : !Holds(test, "$lt", test.Operand) && !Holds(test, "$gt", test.Operand);
    }

    [Law]
    public bool Swapping_the_sides_reverses_the_order(PathCase test) =>
        Holds(test, "$lt", test.Operand, with: test.Other) == Holds(test, "$gt", test.Other, with: test.Operand)
        && Holds(test, "$lte", test.Operand, with: test.Other) == Holds(test, "$gte", test.Other, with: test.Operand);

    [Law]
    public bool Versions_are_in_one_of_three_orders(PathCase test) =>
        new[] { "$vlt", "$veq", "$vgt" }.Count(order => Holds(test, order, test.Operand)) == 1
        && Holds(test, "$vlte", test.Operand) == !Holds(test, "$vgt", test.Operand)
        && Holds(test, "$vgte", test.Operand) == !Holds(test, "$vlt", test.Operand)
        && Holds(test, "$vne", test.Operand) == !Holds(test, "$veq", test.Operand);

    [Law]
    public bool Padded_versions_equal_those_of_the_naive_twin(HardText version) =>
        Bucketing.PaddedVersion(version.Content) == NaiveCondition.Version(version.Content);

    [Law(MaxTest = 2000)]
    public bool Versions_compare_like_their_padded_text(VersionPair pair) =>
        Holds("$vgt", pair) == (string.CompareOrdinal(NaiveCondition.Version(pair.Left), NaiveCondition.Version(pair.Right)) > 0)
        && Holds("$veq", pair) == (NaiveCondition.Version(pair.Left) == NaiveCondition.Version(pair.Right))
        && Holds("$vlte", pair) != Holds("$vgt", pair);

    private static bool Holds(string name, VersionPair pair) => Evaluator.EvalCondition(
        new Context { Attributes = new Attributes { ["v"] = pair.Left } },
        Condition.From(new Value.Object([new("v", new Value.Object([new(name, pair.Right)]))])));

    [Law]
    public bool Exists_fails_for_null_and_missing_only(PathCase test) =>
        Holds(test, "$exists", Json.True, with: test.Operand) == !ReferenceEquals(test.Operand, Json.Nothing)
        && !Holds(test, "$exists", Json.True, with: null)
        && Holds(test, "$exists", Json.False) == !Holds(test, "$exists", Json.True);

    [Law]
    public bool Every_value_has_one_type(PathCase test) =>
        new[] { "string", "number", "boolean", "array", "object", "null" }.Count(type => Holds(test, "$type", type)) == 1;

    [Law]
    public bool Several_operators_must_all_hold(PathCase test) =>
        At(test.User, Json.Of((test.Path, Json.Of(("$ne", test.Operand), ("$gt", test.Other)))))
        == (Holds(test, "$ne", test.Operand) && Holds(test, "$gt", test.Other));

    [Law]
    public bool Not_under_a_path_is_the_opposite(PathCase test) => Holds(test, "$not", test.Operand) == !At(test.User, Json.Of((test.Path, test.Operand)));

    [Law]
    public bool All_needs_each_element_and_elem_match_one(Json first, Json second, HardText sought)
    {
        var user = new UserJson(Json.Of(("tags", Json.ListOf(first, second))));
        var tag = (Json)sought.Content;
        return At(user, Json.Of(("tags", Json.Of(("$all", Json.ListOf(first, second)))))) == (Finds(user, first) && Finds(user, second))
            && At(user, Json.Of(("tags", Json.Of(("$elemMatch", Json.Of(("$eq", tag))))))) == At(user, Json.Of(("tags", Json.Of(("$in", Json.ListOf(tag))))))
            && At(user, Json.Of(("tags", Json.Of(("$size", 2)))));
    }

    [Law]
    public bool Unknown_operators_never_hold(PathCase test, HardText name) => !Holds(test, "$x" + name.Content, test.Operand);

    [Law]
    public bool Overrides_win_as_if_the_attributes_were_replaced(ConditionCase test, UserJson overrides)
    {
        var context = test.Context();
        var condition = Condition.Parse(test.Condition.ToString()).Value;
        var over = Attributes.Parse(overrides.ToString()).Value;
        return Evaluator.EvalCondition(context with { AttributeOverrides = over }, condition)
            == Evaluator.EvalCondition(context with { Attributes = context.Attributes.With(over) }, condition);
    }

    /// <summary>Its text has <c>null</c> in the place of an infinity; its source keeps the infinity.</summary>
    [Law]
    public bool A_condition_equals_its_own_source(ConditionCase test) => Condition.Parse(test.Condition.ToString()).Value is var condition
        && condition.Equals(Condition.From(condition.Source))
        && test.Matches() == Evaluator.EvalCondition(test.Context(), Condition.From(condition.Source))
        && (condition.Equals(Condition.Parse(condition.ToString()).Value) || test.Condition.ToString().Contains("1e400", StringComparison.Ordinal));

    private static bool Finds(UserJson user, Json element) => At(user, Json.Of(("tags", Json.Of(("$all", Json.ListOf(element))))));

    private static Json.Object Not(Json condition) => Json.Of(("$not", condition));

    private static Json.Object Logic(string name, ConditionPair pair) => Json.Of((name, Json.ListOf(pair.Case.Condition, pair.Other)));

    private static bool Other(ConditionPair pair) => pair.Case.Matches(pair.Other);

    private static bool IsList(PathCase test) => Holds(test, "$type", "array");

    private static bool Holds(PathCase test, string name, Json operand) => At(test.User, Json.Of((test.Path, Json.Of((name, operand)))));

    /// <summary>The operator on a user who has the value given, or none.</summary>
    private static bool Holds(PathCase test, string name, Json operand, Json? with) =>
        At(new UserJson(with is null ? test.User.Attributes.Without("it") : test.User.Attributes.With("it", with)), Json.Of(("it", Json.Of((name, operand)))));

    private static bool At(UserJson user, Json condition) => new ConditionCase(user.Attributes, Json.Of(), Json.Of()).Matches(condition);
}
