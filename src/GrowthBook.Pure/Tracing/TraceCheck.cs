using System.Diagnostics;

namespace GrowthBook;

/// <summary>What a step of an evaluation looked at.</summary>
public enum TraceCheck
{
    /// <summary>One test of a condition: the path, the operator, its operand and the actual value.</summary>
    Test,

    /// <summary>A whole condition, or an operator such as <c>$or</c> within it.</summary>
    Condition,

    /// <summary>A prerequisite's value against its condition.</summary>
    Prerequisite,

    /// <summary>A filter's bucket against its ranges.</summary>
    Filter,

    /// <summary>A bucket against the coverage or range of a rollout.</summary>
    Rollout,

    /// <summary>The leaf of a contextual bandit that the user is in.</summary>
    BanditLeaf,

    /// <summary>Whether an experiment has two variations at least.</summary>
    Variations,

    /// <summary>Whether the context lets experiments run.</summary>
    Enabled,

    /// <summary>The URL against the experiment's patterns.</summary>
    Url,

    /// <summary>A variation forced by the query string.</summary>
    QueryString,

    /// <summary>A variation forced by the context.</summary>
    ForcedVariation,

    /// <summary>Whether the experiment runs.</summary>
    Active,

    /// <summary>Whether the user has the attribute that is hashed.</summary>
    HashAttribute,

    /// <summary>A stored assignment.</summary>
    StickyBucket,

    /// <summary>Whether nothing is stored for a blocked version.</summary>
    StickyBucketVersion,

    /// <summary>A bucket against the experiment's part of a namespace.</summary>
    Namespace,

    /// <summary>Whether the version of hashing is known.</summary>
    HashVersion,

    /// <summary>A bucket against the ranges of the variations.</summary>
    Bucket,

    /// <summary>A variation forced by the experiment.</summary>
    Force,

    /// <summary>Whether the context is not in QA mode.</summary>
    QaMode,

    /// <summary>A regular expression that was given up because it took too many steps.</summary>
    RegexBudget,
}

internal static class TraceChecks
{
    /// <summary>The name in JSON.</summary>
    public static string ToName(TraceCheck check) => check switch
    {
        TraceCheck.Test => "test",
        TraceCheck.Condition => "condition",
        TraceCheck.Prerequisite => "prerequisite",
        TraceCheck.Filter => "filter",
        TraceCheck.Rollout => "rollout",
        TraceCheck.BanditLeaf => "banditLeaf",
        TraceCheck.Variations => "variations",
        TraceCheck.Enabled => "enabled",
        TraceCheck.Url => "url",
        TraceCheck.QueryString => "queryString",
        TraceCheck.ForcedVariation => "forcedVariation",
        TraceCheck.Active => "active",
        TraceCheck.HashAttribute => "hashAttribute",
        TraceCheck.StickyBucket => "stickyBucket",
        TraceCheck.StickyBucketVersion => "stickyBucketVersion",
        TraceCheck.Namespace => "namespace",
        TraceCheck.HashVersion => "hashVersion",
        TraceCheck.Bucket => "bucket",
        TraceCheck.Force => "force",
        TraceCheck.QaMode => "qaMode",
        TraceCheck.RegexBudget => "regexBudget",
        _ => throw new UnreachableException(),
    };
}
