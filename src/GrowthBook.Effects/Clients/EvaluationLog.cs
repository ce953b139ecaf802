using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Log messages about results that the caller probably did not expect, event ids 410 to 429 and from 443, category <see cref="ClientLog.Category"/>. They
/// contain no value of a user.
/// </summary>
internal static partial class EvaluationLog
{
    [LoggerMessage(410, LogLevel.Warning, "feature `{Feature}` is not in the payload, so it is off and calls return their fallback; did you mean `{Nearest}`?")]
    public static partial void UnknownFeature(GuardedLogger logger, string feature, string nearest);

    [LoggerMessage(411, LogLevel.Warning, "feature `{Feature}` is not among the {Count} features of the payload, so it is off and calls return their fallback; {Hint}")]
    public static partial void UnknownFeature(GuardedLogger logger, string feature, int count, string hint);

    [LoggerMessage(412, LogLevel.Warning, "the value of feature `{Feature}` does not fit: expected {Type}, the value is {Kind}: {Reason}; change the type in the code or the value in GrowthBook")]
    public static partial void Misfit(GuardedLogger logger, string feature, string type, string kind, string reason);

    [LoggerMessage(413, LogLevel.Warning, "the evaluation of {Subject} reached its limit of 10,000,000 steps, so a test of a condition did not match; Explain names the test: simplify it")]
    public static partial void StepLimit(GuardedLogger logger, string subject);

    [LoggerMessage(414, LogLevel.Warning, "the forced value of feature `{Feature}` has more digits than a number keeps and is rounded; integers are exact from -2^53 to 2^53")]
    public static partial void Rounded(GuardedLogger logger, string feature);

    [LoggerMessage(415, LogLevel.Warning, "{Count} keys are logged with the fault {Fault}; further keys are not logged, and counted in growthbook.evaluation.faults only")]
    public static partial void MoreKeys(GuardedLogger logger, int count, string fault);

    [LoggerMessage(416, LogLevel.Warning, "the forced value of feature `{Feature}` does not fit, so the fallback is used: expected {Type}, the value is {Kind}; change the type in the code or the forced value")]
    public static partial void ForcedMisfit(GuardedLogger logger, string feature, string type, string kind);

    [LoggerMessage(417, LogLevel.Warning, "a forced {Kind} of {Origin} is not in the payload: `{Key}`; did you mean `{Nearest}`?")]
    public static partial void ForcedUnknown(GuardedLogger logger, string kind, string origin, string key, string nearest);

    [LoggerMessage(418, LogLevel.Information, "a forced {Kind} of {Origin} is not in the payload, so it applies only where the code names this key: `{Key}`")]
    public static partial void ForcedUnknown(GuardedLogger logger, string kind, string origin, string key);

    [LoggerMessage(419, LogLevel.Warning, "a forced variation of {Origin} does not exist, so users are not in experiment `{Experiment}`: it has the index {Index}, and the indices are 0 to {Last}")]
    public static partial void ForcedOutOfRange(GuardedLogger logger, string origin, string experiment, int index, int last);

    [LoggerMessage(420, LogLevel.Warning, "a forced feature of {Origin} is not in the payload: `{Key}`; a configuration splits an object into such keys: write the object of feature `{Feature}` as JSON text, such as {Example}")]
    public static partial void ForcedObject(GuardedLogger logger, string origin, string key, string feature, string example);

    [LoggerMessage(421, LogLevel.Warning, "a forced experiment of {Origin} is a feature: `{Key}`; force an experiment of its rules by the key of the experiment ({Experiments}), or the value of the feature")]
    public static partial void ForcedExperimentIsFeature(GuardedLogger logger, string origin, string key, string experiments);

    [LoggerMessage(422, LogLevel.Warning, "a forced feature of {Origin} is an experiment: `{Key}`; force a variation of the experiment, or a feature by its own key")]
    public static partial void ForcedFeatureIsExperiment(GuardedLogger logger, string origin, string key);

    [LoggerMessage(423, LogLevel.Information, "a user has no attribute {Expected}, by which experiments choose a variation, but {Given}, so the user is in none of them; give the attribute the name that the payload has, or ignore this line if the user has another identifier only")]
    public static partial void OtherIdentifier(GuardedLogger logger, string expected, string given);

    [LoggerMessage(424, LogLevel.Warning, "the code runs experiment `{Experiment}` with members that cannot be meant: {Faults}; correct them in the code, where Experiment.Validate() lists them for a test")]
    public static partial void DoubtfulExperiment(GuardedLogger logger, string experiment, string faults);

    [LoggerMessage(425, LogLevel.Warning, "the option ForcedFeatures has no value for feature `{Feature}`, which forces nothing; write the JSON text `null` or `\"\"`, with its quotation marks, or remove the key")]
    public static partial void ForcedNothing(GuardedLogger logger, string feature);

    [LoggerMessage(426, LogLevel.Warning, "the payload lacks {Count} of the features that prerequisites name, whose value is null: {Features}; correct the keys, or add the features to the SDK connection, such as by their project; gb lint names the places")]
    public static partial void MissingFeatures(GuardedLogger logger, int count, string features);

    [LoggerMessage(427, LogLevel.Warning, "the payload lacks {Count} of the saved groups that conditions name, so no user is in them: {Groups}; correct the ids, or add the groups to the SDK connection; gb lint names the places")]
    public static partial void MissingGroups(GuardedLogger logger, int count, string groups);

    [LoggerMessage(428, LogLevel.Warning, "the payload has {Count} features that need themselves through prerequisites, so that their value is null for users whom no rule answers before: {Features}; remove a prerequisite of each circle; gb lint names the places")]
    public static partial void CyclicFeatures(GuardedLogger logger, int count, string features);

    [LoggerMessage(443, LogLevel.Warning, "the attribute `{Attribute}` of a user is {Kind}, whose value decides no condition of {Reader}; give it as {Needed}, or correct the conditions")]
    public static partial void MisfitAttribute(GuardedLogger logger, string attribute, string kind, string reader, string needed);

    [LoggerMessage(466, LogLevel.Warning, "the attribute `{Attribute}` of a user is a number with a fraction, and conditions of {Reader} compare it as a version, of which a number loses the zeros at the end (5.10 is 5.1); give it as a text")]
    public static partial void NumberAsVersion(GuardedLogger logger, string attribute, string reader);

    [LoggerMessage(459, LogLevel.Warning, "the attribute `{Attribute}` of a user equals no text of the conditions of {Reader}, and one but for its case; give it in the same case, such as an enum by the name that the conditions have, or compare with $ini in place of $eq and $in")]
    public static partial void OtherCase(GuardedLogger logger, string attribute, string reader);

    [LoggerMessage(445, LogLevel.Warning, "a user has no attribute `{Expected}`, which {Reader} reads, but `{Given}`, which it does not; give both one name, in the code or in GrowthBook, or ignore this line if they are different attributes")]
    public static partial void MisnamedAttribute(GuardedLogger logger, string expected, string reader, string given);

    [LoggerMessage(460, LogLevel.Warning, "a user has no attribute `{Expected}`, which {Reader} reads as a member of an object, but `{Given}`, which it does not; give an object with the member, or correct the name in GrowthBook, or ignore this line if they are different attributes")]
    public static partial void FlatAttribute(GuardedLogger logger, string expected, string reader, string given);

    [LoggerMessage(450, LogLevel.Warning, "a user has an attribute with the name `{Given}`, which can be a path, and none with the name `{Object}`, which {Reader} reads; if it reads the path, give an object with the member `{Member}`, otherwise ignore this line")]
    public static partial void PathAttribute(GuardedLogger logger, string given, string @object, string reader, string member);

    [LoggerMessage(449, LogLevel.Information, "a user has no attribute `{Expected}`, which {Reader} reads, but `{Given}`, which it does not and which differs by one character; correct the name that is misspelt, in the code or in GrowthBook, or ignore this line if they are different attributes")]
    public static partial void NearAttribute(GuardedLogger logger, string expected, string reader, string given);

    [LoggerMessage(465, LogLevel.Information, "a user has no attribute `{Expected}`, which {Reader} reads, but `{Given}`, which it does not and which has some of its words; if they mean the same, give both one name, in the code or in GrowthBook, otherwise ignore this line")]
    public static partial void ExtendedAttribute(GuardedLogger logger, string expected, string reader, string given);

    [LoggerMessage(446, LogLevel.Warning, "a forced value of {Origin} is of another kind than feature `{Feature}`: it is {Kind}, and the feature's own value is {OwnKind}; with it the feature is {State}; {Mend}")]
    public static partial void ForcedKind(GuardedLogger logger, string origin, string feature, string kind, string ownKind, string state, string mend);

    [LoggerMessage(464, LogLevel.Information, "a user has no attribute {Expected}, by which experiments choose a variation, but {Given}, so the fallback attribute chooses in its place; give the attribute the name that the payload has, or ignore this line if the user has another identifier only")]
    public static partial void OtherIdentifierThanFallback(GuardedLogger logger, string expected, string given);

    [LoggerMessage(467, LogLevel.Information, "usages of users are told apart by the attribute `{Attribute}`, by which no experiment of the payload chooses a variation, and not by `{Given}`, by which some do; name that one in DeduplicationAttributes, so that a user's usage is passed on once, or ignore this line if users have both")]
    public static partial void UsagesByOtherAttribute(GuardedLogger logger, string attribute, string given);

    [LoggerMessage(468, LogLevel.Information, "a user has no attribute `{Attribute}`, by which experiments choose a variation, and their fallback attribute `{Fallback}` counts with sticky buckets only, so the user is in none of them; give the client a sticky bucket store (UseStickyBuckets), or ignore this line if the application attaches assignments to users, or wants such users in none")]
    public static partial void FallbackWithoutStickyBuckets(GuardedLogger logger, string attribute, string fallback);

    [LoggerMessage(463, LogLevel.Information, "a forced text of {Origin} is none of the values of feature `{Feature}`, and one of them differs by a few characters: did you mean `{Nearest}`? Ignore this line if the value is not published yet")]
    public static partial void ForcedNearValue(GuardedLogger logger, string origin, string feature, string nearest);

    [LoggerMessage(447, LogLevel.Information, "the attribute `{Attribute}` of a user, by which experiments choose a variation, is {Value}, which counts as missing, so the user is in none of them; ignore this line if the user has no identifier, otherwise give it")]
    public static partial void EmptyIdentifier(GuardedLogger logger, string attribute, string value);

    [LoggerMessage(448, LogLevel.Information, "none of the first {Count} users has an attribute by which experiments choose a variation, so they are in no experiment: {Attributes}; give users one of them, or a sticky bucket store if they have a fallback attribute only, or ignore this line if the application has no experiments")]
    public static partial void NoIdentifiers(GuardedLogger logger, int count, string attributes);

    [LoggerMessage(451, LogLevel.Warning, "the event `{Name}` and later ones are lost, because no handler or sink of the client takes events; add one, such as EffectSink.Of(onEventLogged: …)")]
    public static partial void EventWithoutReceiver(GuardedLogger logger, string name);

    [LoggerMessage(452, LogLevel.Information, "a user is in experiment `{Experiment}`, and this exposure and later ones are lost, because no handler or sink of the client takes exposures; add one, such as EffectSink.Of(onExperimentViewed: …), or ignore this line if something else tracks them, such as the SDK of the browser")]
    public static partial void ExposureWithoutReceiver(GuardedLogger logger, string experiment);

    [LoggerMessage(444, LogLevel.Information, "a user has no attribute `{Expected}`, by which experiment `{Experiment}` in code chooses a variation, but {Given}, so the user is not in it; set HashAttribute to the name that users have, or ignore this line if the user has another identifier only")]
    public static partial void OtherIdentifierInCode(GuardedLogger logger, string expected, string experiment, string given);

    [LoggerMessage(462, LogLevel.Information, "none of the first {Count} users has an attribute by which some experiments of the payload choose a variation, so they are in none of these: {Attributes}; give users the attribute by the name that the payload has, or ignore this line if other users have it")]
    public static partial void NoIdentifiersOfSome(GuardedLogger logger, int count, string attributes);

    [LoggerMessage(455, LogLevel.Information, "the first {Count} runs of experiment `{Experiment}` in code had users without the attribute by which it chooses a variation, so they are not in it: {Attributes}; set HashAttribute to an attribute that users have, or give users this one")]
    public static partial void NoIdentifiersInCode(GuardedLogger logger, int count, string experiment, string attributes);

    [LoggerMessage(461, LogLevel.Warning, "experiment `{Experiment}` in code names the saved group `{Group}`, which the payload does not have, so no user is in the group; {Mend}")]
    public static partial void MissingGroupInCode(GuardedLogger logger, string experiment, string group, string mend);

    [LoggerMessage(456, LogLevel.Warning, "the attribute `{Attribute}` of a user, by which experiments choose a variation, is Guid.Empty, so all users who have it share one variation; leave the attribute out if the user has no identifier")]
    public static partial void EmptyGuid(GuardedLogger logger, string attribute);

    [LoggerMessage(429, LogLevel.Warning, "the attribute `{Attribute}`, by which experiments choose a variation, is {Kind}: all objects have one text and so one variation, and arrays that of their elements; give a text or a number")]
    public static partial void NoIdentifier(GuardedLogger logger, string attribute, string kind);
}
