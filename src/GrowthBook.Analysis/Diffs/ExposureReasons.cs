namespace GrowthBook.Analysis;

/// <summary>What differs of a rule that changes the exposures of other experiments, in words.</summary>
/// <param name="IsGain">Whether users gain the exposures: the losses of the opposite change.</param>
/// <param name="Gone">The rule is only in the payload with the exposures.</param>
/// <param name="New">The rule is only in the payload without them.</param>
/// <param name="Untracked">It has the <c>tracks</c> only in the payload with the exposures.</param>
/// <param name="Fewer">It can answer more users in the payload with the exposures.</param>
/// <param name="More">It can answer more users in the payload without them.</param>
/// <param name="Unrequired">It requires a feature, whose name follows, only in the payload with the exposures.</param>
/// <param name="Later">It requires something else before that feature in the payload without them.</param>
internal sealed record ExposureReasons(bool IsGain, string Gone, string New, string Untracked, string Fewer, string More, string Unrequired, string Later)
{
    /// <summary>The rule has another order among the others.</summary>
    public const string Moved = "which is in another place";

    private const string IsNew = "which is new", IsGone = "which is gone", AnswersMore = "which can answer more users", AnswersFewer = "which can answer fewer users";

    /// <summary>The reasons for lost exposures.</summary>
    public static ExposureReasons Lost { get; } = new(
        IsGain: false, IsGone, IsNew, "which no longer tracks them", AnswersFewer, AnswersMore, "which no longer requires", "which requires something else before");

    /// <summary>The reasons for gained exposures.</summary>
    public static ExposureReasons Gained { get; } = new(
        IsGain: true, IsNew, IsGone, "which did not track them", AnswersMore, AnswersFewer, "which did not require", "which required something else before");
}
