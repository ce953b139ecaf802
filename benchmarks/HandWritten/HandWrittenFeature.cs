namespace GrowthBook.Benchmarks;

/// <summary>
/// Hand-written code for the one rule of a feature, without a library: straight-line code with the rule's constants in
/// fields. It has the inputs of the library (attributes by their names, in their JSON types) and its outputs (the result and
/// its effects).
/// </summary>
internal abstract class HandWrittenFeature(string key)
{
    public string Key => key;

    public abstract (FeatureResult Result, Effects Effects) Answer(Dictionary<string, Value> user);

    /// <summary>An answer that does not depend on the user, with its report.</summary>
    protected (FeatureResult Result, Effects Effects) Constant(Value value, FeatureResultSource source, string rule = "")
    {
        var result = new FeatureResult(value, source, rule);
        return (result, [new Effect.FeatureEvaluated(key, result)]);
    }

    protected static string Text(Dictionary<string, Value> user, string name) => ((Value.String)user[name]).Content;

    /// <summary>No rules.</summary>
    internal sealed class Default : HandWrittenFeature
    {
        private readonly (FeatureResult, Effects) _answer;

        public Default(string key, Value value)
            : base(key) => _answer = Constant(value, FeatureResultSource.DefaultValue);

        public override (FeatureResult, Effects) Answer(Dictionary<string, Value> user) => _answer;
    }

    /// <summary>One or two rules that force a value for those who meet a condition.</summary>
    internal sealed class Force : HandWrittenFeature
    {
        private readonly Targeting _first;
        private readonly Targeting? _second;
        private readonly (FeatureResult, Effects) _firstAnswer;
        private readonly (FeatureResult, Effects) _secondAnswer;
        private readonly (FeatureResult, Effects) _default;

        public Force(string key, Value defaultValue, (Targeting Who, Value Value, string Id) first, (Targeting Who, Value Value, string Id)? second)
            : base(key)
        {
            (_first, _second) = (first.Who, second?.Who);
            _firstAnswer = Constant(first.Value, FeatureResultSource.Force, first.Id);
            _secondAnswer = second is { } other ? Constant(other.Value, FeatureResultSource.Force, other.Id) : default;
            _default = Constant(defaultValue, FeatureResultSource.DefaultValue);
        }

        public override (FeatureResult, Effects) Answer(Dictionary<string, Value> user) =>
            _first.Includes(user) ? _firstAnswer
            : _second is not null && _second.Includes(user) ? _secondAnswer
            : _default;
    }

    /// <summary>One rule that forces a value for a share of the users, perhaps with a condition.</summary>
    internal sealed class Rollout : HandWrittenFeature
    {
        private readonly uint _seed;
        private readonly double _coverage;
        private readonly Targeting? _who;
        private readonly (FeatureResult, Effects) _forced;
        private readonly (FeatureResult, Effects) _default;

        public Rollout(string key, Value defaultValue, Value forced, string id, string seed, double coverage, Targeting? who)
            : base(key)
        {
            (_seed, _coverage, _who) = (HandWrittenHash.AfterSeed(seed), coverage, who);
            _forced = Constant(forced, FeatureResultSource.Force, id);
            _default = Constant(defaultValue, FeatureResultSource.DefaultValue);
        }

        public override (FeatureResult, Effects) Answer(Dictionary<string, Value> user)
        {
            if (_who is not null && !_who.Includes(user))
                return _default;
            return HandWrittenHash.Bucket(_seed, Text(user, "id")) <= _coverage ? _forced : _default;
        }
    }

    /// <summary>One experiment with two or three variations for everybody, perhaps with a condition.</summary>
    internal sealed class InExperiment : HandWrittenFeature
    {
        private readonly uint _seed;
        private readonly double _firstEnd;
        private readonly double _secondEnd;
        private readonly Targeting? _who;
        private readonly Experiment _experiment;
        private readonly string _rule;
        private readonly string?[] _names;
        private readonly string[] _keys;
        private readonly (FeatureResult, Effects) _default;

        public InExperiment(string key, Value defaultValue, string rule, Experiment experiment, double[] weights, Targeting? who)
            : base(key)
        {
            (_rule, _experiment, _who) = (rule, experiment, who);
            _seed = HandWrittenHash.AfterSeed(experiment.Seed!);
            _firstEnd = weights[0];
            _secondEnd = weights[0] + weights[1];
            _names = experiment.Meta.Select(meta => meta.Name).ToArray();
            _keys = experiment.Meta.Select(meta => meta.Key!).ToArray();
            _default = Constant(defaultValue, FeatureResultSource.DefaultValue);
        }

        public override (FeatureResult, Effects) Answer(Dictionary<string, Value> user)
        {
            if (_who is not null && !_who.Includes(user))
                return _default;
            var id = (Value.String)user["id"];
            var bucket = HandWrittenHash.Bucket(_seed, id.Content);
            var variation = bucket < _firstEnd ? 0 : bucket < _secondEnd ? 1 : 2;
            var drawn = new ExperimentResult
            {
                Key = _keys[variation],
                FeatureId = Key,
                InExperiment = true,
                HashUsed = true,
                VariationId = variation,
                Value = _experiment.Variations[variation],
                HashAttribute = "id",
                HashValue = id,
                Name = _names[variation],
                Bucket = bucket,
            };
            var result = new FeatureResult(drawn.Value, FeatureResultSource.Experiment, _rule, _experiment, drawn);
            var viewed = new Effect.ExperimentViewed(_experiment, drawn);
            var evaluated = new Effect.FeatureEvaluated(Key, result);
            return (result, new Effects(viewed, evaluated, null, null, null, 2));
        }
    }

    /// <summary>A rule with one prerequisite, which gates the feature or only the rule; a second rule may follow.</summary>
    internal sealed class WithParent : HandWrittenFeature
    {
        private readonly HandWrittenFeature _parent;
        private readonly Value[] _required;
        private readonly bool _isGate;
        private readonly Targeting? _second;
        private readonly (FeatureResult, Effects) _forced;
        private readonly (FeatureResult, Effects) _secondAnswer;
        private readonly (FeatureResult, Effects) _default;
        private readonly (FeatureResult, Effects) _blocked;

        public WithParent(
            string key, Value defaultValue, HandWrittenFeature parent, Value[] required, bool isGate, Value forced,
            string rule, (Targeting Who, Value Value, string Id)? second)
            : base(key)
        {
            (_parent, _required, _isGate, _second) = (parent, required, isGate, second?.Who);
            _forced = Constant(forced, FeatureResultSource.Force, rule);
            _secondAnswer = second is { } other ? Constant(other.Value, FeatureResultSource.Force, other.Id) : default;
            _default = Constant(defaultValue, FeatureResultSource.DefaultValue);
            _blocked = Constant(Value.Null.Instance, FeatureResultSource.Prerequisite);
        }

        public override (FeatureResult, Effects) Answer(Dictionary<string, Value> user)
        {
            var (result, effects) = _parent.Answer(user);
            var (own, report) = IsMet(result.Value) ? _forced
                : _isGate ? _blocked
                : _second is not null && _second.Includes(user) ? _secondAnswer
                : _default;
            return (own, effects.Count == 1
                ? new Effects(effects[0], report[0], null, null, null, 2)
                : new Effects(effects[0], effects[1], report[0], null, null, 3));
        }

        private bool IsMet(Value value)
        {
            foreach (var required in _required)
            {
                if (ReferenceEquals(value, required) || (value is Value.String text && required is Value.String other && text.Content == other.Content))
                    return true;
            }
            return false;
        }
    }

    /// <summary>A rule with two prerequisites, both of which must be <c>true</c>, or the feature is off.</summary>
    internal sealed class WithTwoParents : HandWrittenFeature
    {
        private readonly HandWrittenFeature _first;
        private readonly HandWrittenFeature _second;
        private readonly (FeatureResult Result, Effects Effects) _forced;
        private readonly (FeatureResult Result, Effects Effects) _blocked;

        public WithTwoParents(string key, HandWrittenFeature first, HandWrittenFeature second, Value forced, string rule)
            : base(key)
        {
            (_first, _second) = (first, second);
            _forced = Constant(forced, FeatureResultSource.Force, rule);
            _blocked = Constant(Value.Null.Instance, FeatureResultSource.Prerequisite);
        }

        public override (FeatureResult, Effects) Answer(Dictionary<string, Value> user)
        {
            var first = _first.Answer(user);
            if (!ReferenceEquals(first.Result.Value, Value.Boolean.True))
                return (_blocked.Result, new Effects(first.Effects[0], _blocked.Effects[0], null, null, null, 2));
            var second = _second.Answer(user);
            var (own, report) = ReferenceEquals(second.Result.Value, Value.Boolean.True) ? _forced : _blocked;
            return (own, new Effects(first.Effects[0], second.Effects[0], report[0], null, null, 3));
        }
    }

    /// <summary>A value for those who are in a group, or for those who are not.</summary>
    internal sealed class InGroup : HandWrittenFeature
    {
        private readonly HashSet<string> _ids;
        private readonly bool _inside;
        private readonly (FeatureResult, Effects) _forced;
        private readonly (FeatureResult, Effects) _default;

        public InGroup(string key, Value defaultValue, HashSet<string> ids, bool inside, Value forced, string rule)
            : base(key)
        {
            (_ids, _inside) = (ids, inside);
            _forced = Constant(forced, FeatureResultSource.Force, rule);
            _default = Constant(defaultValue, FeatureResultSource.DefaultValue);
        }

        public override (FeatureResult, Effects) Answer(Dictionary<string, Value> user) =>
            _ids.Contains(Text(user, "id")) == _inside ? _forced : _default;
    }
}
