using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Log messages of sticky buckets, event ids 2100 to 2199.</summary>
internal static partial class StickyLog
{
    [LoggerMessage(2100, LogLevel.Warning, "a sticky bucket document of attribute {Attribute} is corrupt or too large and counts as missing ({Total} such reads so far): {Fault}")]
    public static partial void Corrupt(GuardedLogger logger, string attribute, long total, string fault);

    [LoggerMessage(2101, LogLevel.Warning, "sticky buckets could not be read ({Total} such failures so far); pending assignments are used if every identifier has one, otherwise sticky bucketing is off for the user; during an outage one read at a time probes the store: {Failure}")]
    public static partial void NotRead(GuardedLogger logger, long total, string failure);

    [LoggerMessage(2103, LogLevel.Warning, "a sticky bucket cookie of attribute {Attribute} has {Bytes} of the {MaxBytes} bytes that browsers store ({Total} such cookies so far), and further assignments may be lost: end old experiments, or keep assignments in a store on the server")]
    public static partial void LargeCookie(GuardedLogger logger, string attribute, int bytes, int maxBytes, long total);

    [LoggerMessage(2104, LogLevel.Warning, "the host {Host} is not in the domain {Domain} of sticky bucket cookies, so the cookies are those of the host and other hosts do not have them; correct StickyBucketCookieOptions.Domain or StickyCookieOptions.Domain")]
    public static partial void OtherDomain(GuardedLogger logger, string host, string domain);

    [LoggerMessage(2105, LogLevel.Warning, "an assignment of experiment `{Experiment}` is saved, and no evaluation finds it, because a variation has no key; give each variation of the experiment a key in its meta, such as its index")]
    public static partial void Keyless(GuardedLogger logger, string experiment);

    [LoggerMessage(2102, LogLevel.Information, "sticky buckets can be read again after {Seconds:0.#} s; {Skipped} reads skipped so far")]
    public static partial void Recovered(GuardedLogger logger, double seconds, long skipped);
}
