using System.Collections.Immutable;
using static GrowthBook.Analysis.LintLevel;

namespace GrowthBook.Analysis;

/// <summary>All codes of lint.</summary>
public static class LintCodes
{
    internal static readonly LintCode
        Malformed = new("GB101", "malformed", Error, "A part of the payload is malformed and left out", "correct the value at the path"),
        Suspicious = new("GB102", "suspicious", Warning, "A part of the payload may not mean what its author wanted", "write the value as the message says"),
        UnknownMember = new("GB103", "unknown-member", Warning, "A member is unknown and ignored", "correct its name, or remove it"),
        DuplicateMember = new("GB104", "duplicate-member", Error, "An object has a member twice, of which the last one counts", "remove one of them"),
        NotJson = new("GB105", "not-json", Error, "The text is not JSON", "correct the text"),
        EncryptedPart = new("GB106", "encrypted-part", Error, "An encrypted part cannot be read and is left out", "give the key of the SDK connection (--decryption-key)"),
        AttributeSpelling = new("GB107", "attribute-spelling", Warning, "Two attributes differ by case or separators only", "write one spelling, that of the attributes your users have"),
        AttributeSlip = new("GB108", "attribute-slip", Note, "An attribute that is used once differs by a letter from one that is used more often", "correct its name, unless users have both attributes"),
        TextCase = new("GB109", "text-case", Note, "An attribute is compared with two texts that differ by their case only", "write the text that your users have, or `$ini` to ignore case"),

        Never = new("GB201", "rule-never", Warning, "No user can reach a rule", "correct the condition, or the coverage, ranges, filters or namespace, or remove the rule"),
        Always = new("GB202", "condition-always", Warning, "Every user meets a condition", "remove the condition, or correct it"),
        Shadowed = new("GB203", "rule-shadowed", Warning, "Rules before a rule answer for each of its users", "move the rule before them, or remove it"),
        Unreachable = new("GB204", "rule-unreachable", Warning, "A rule before a rule answers for all users", "remove one of the rules, or give the first one a condition"),
        EqualRules = new("GB205", "equal-rules", Warning, "Two rules of a feature are equal but for their ids", "remove the later one"),
        PrerequisiteNever = new("GB206", "prerequisite-never", Error, "A prerequisite is never met, or its feature is missing or needs it again", "correct the key or the condition of the prerequisite, or remove it"),
        NotProved = new("GB207", "not-proved", Note, "Proofs took all of their steps, so that some rules, experiments, leaves or attributes are not checked", "check them by hand, or write fewer and shorter conditions"),
        SameRuleIds = new("GB208", "same-rule-ids", Note, "Two rules of a feature have the same id", "give each rule an id of its own"),
        WholeList = new("GB209", "whole-list", Warning, "A condition compares an attribute with a whole list", "write `$in` for one of several values, and `$all` for a list that has them"),

        Weights = new("GB301", "weights", Error, "The weights do not fit: they are not one per variation, or their sum is not 1", "write one weight per variation, with the sum 1"),
        RangesOverlap = new("GB302", "ranges-overlap", Error, "The ranges of two variations overlap, and the first one gets the shared buckets", "separate the ranges"),
        SharedSeed = new("GB303", "shared-seed", Warning, "Two parts bucket users alike, so that the effect of one shows in the other", "give one of them another seed in its next phase; a change moves users of a running experiment"),
        NamespaceOverlap = new("GB304", "namespace-overlap", Warning, "Two experiments of a namespace have overlapping ranges, and do not exclude each other", "separate their ranges of the namespace"),
        HashVersion1 = new("GB305", "hash-version-1", Note, "An experiment uses hash version 1, which is slightly biased", "use hash version 2 in the next phase; a change moves users of a running experiment"),
        NoVariationKeys = new("GB306", "no-variation-keys", Warning, "An experiment with sticky bucketing has variations without keys, so that stored assignments of them do not count", "give each variation a key in meta"),
        BucketVersion = new("GB307", "bucket-version", Warning, "The bucket version changed or excludes every stored assignment", "restore the bucket version unless users are meant to be bucketed again"),
        Grain = new("GB308", "finer-than-grain", Note, "A share is finer than the grain of the hash", "round to 0.0001 for hash version 2, and to 0.001 for version 1"),
        NoCoverage = new("GB309", "coverage-0", Warning, "The coverage of an experiment is 0, so that no user is in it", "raise the coverage, or remove the rule"),
        SingleVariation = new("GB310", "single-variation", Warning, "An experiment has fewer than two variations, so that no user is in it", "add a variation, or force the value"),
        UnknownHashVersion = new("GB311", "unknown-hash-version", Error, "The hash version is neither 1 nor 2, so that no user is included", "use hash version 2"),
        UnknownBandit = new("GB312", "unknown-bandit", Error, "A rule names a contextual bandit that the payload does not have", "correct the reference, or add the bandit to the connection"),
        SameVariationKeys = new("GB313", "same-variation-keys", Error, "Two variations of an experiment have the same key", "give each variation a key of its own in meta"),
        AmbiguousKey = new("GB314", "ambiguous-key", Warning, "Rules run one experiment in different ways, and exposures do not tell them apart", "run it alike in all rules, or give the later one a key of its own"),

        OneSided = new("GB401", "one-sided", Warning, "An experiment gives all of its users one variation", "end the experiment and force the value, or share the users"),
        UnusedGroup = new("GB402", "unused-group", Note, "No condition uses a saved group", "remove the group from the connection"),
        UnusedPrerequisite = new("GB403", "unused-prerequisite", Note, "A prerequisite is always met", "remove the prerequisite"),
        NeverEvaluated = new("GB404", "never-evaluated", Note, "No record evaluates a feature or one that needs it", "remove the feature if nothing uses it"),
        UnusedBandit = new("GB405", "unused-bandit", Note, "No rule uses a contextual bandit", "remove the bandit from the connection"),

        VariationTypes = new("GB501", "variation-types", Warning, "The variations of an experiment have different JSON types", "give all variations the same type"),
        ValueType = new("GB502", "value-type", Warning, "A value has another JSON type than the default value of its feature", "give the value the type of the default value"),
        Schema = new("GB503", "schema", Error, "A value does not fit the JSON schema of its feature", "correct the value or the schema"),
        BooleanText = new("GB504", "boolean-text", Warning, "A flag has the text `true` or `false` as a value, and both are on", "write the value without quotes"),

        InvalidExpression = new("GB601", "invalid-expression", Error, "An expression is not a regular expression of ECMAScript, and matches nothing", "correct the expression"),
        CatastrophicExpression = new("GB602", "catastrophic-expression", Warning, "An expression takes exponentially many steps for some texts", "remove the repetition within a repetition"),
        UnanchoredExpression = new("GB603", "unanchored-expression", Warning, "An expression for a host or an address matches longer ones too", "anchor the expression with ^ and $"),

        UnresolvedGroup = new("GB701", "unresolved-group", Error, "The server could not resolve a saved group, which matches no user", "repair the group in GrowthBook"),
        UnknownGroup = new("GB702", "unknown-group", Error, "A condition names a saved group that the payload does not have", "correct the id, or add the group to the connection"),
        MixedGroup = new("GB703", "mixed-group", Warning, "A saved group has ids of different JSON types, which are never equal", "write all ids with the same type"),
        DuplicateIds = new("GB704", "duplicate-ids", Warning, "A saved group has an id twice, or ids that differ by case only", "remove one of the ids"),

        Email = new("GB801", "email", Warning, "An e-mail address is readable in the payload", "use secure attributes, or an id in place of the address"),
        PersonName = new("GB802", "person-name", Warning, "The name of a person is readable in the payload", "use secure attributes, or an id in place of the name");

    /// <summary>The codes, in order.</summary>
    public static ImmutableArray<LintCode> All { get; } =
    [
        Malformed, Suspicious, UnknownMember, DuplicateMember, NotJson, EncryptedPart, AttributeSpelling, AttributeSlip, TextCase,
        Never, Always, Shadowed, Unreachable, EqualRules, PrerequisiteNever, NotProved, SameRuleIds, WholeList,
        Weights, RangesOverlap, SharedSeed, NamespaceOverlap, HashVersion1, NoVariationKeys, BucketVersion, Grain, NoCoverage, SingleVariation,
        UnknownHashVersion, UnknownBandit, SameVariationKeys, AmbiguousKey,
        OneSided, UnusedGroup, UnusedPrerequisite, NeverEvaluated, UnusedBandit,
        VariationTypes, ValueType, Schema, BooleanText,
        InvalidExpression, CatastrophicExpression, UnanchoredExpression,
        UnresolvedGroup, UnknownGroup, MixedGroup, DuplicateIds,
        Email, PersonName,
    ];

    /// <summary>The code of a text: <c>GB203</c>, <c>203</c> or <c>rule-shadowed</c>; <c>null</c> without one.</summary>
    public static LintCode? Find(string text) => All.FirstOrDefault(code =>
        string.Equals(code.Code, text, StringComparison.OrdinalIgnoreCase) || code.Code[2..] == text || code.Name == text);
}
