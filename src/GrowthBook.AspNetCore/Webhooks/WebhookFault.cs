using System.Globalization;

namespace GrowthBook.AspNetCore;

/// <summary>Why a request without a valid signature is refused.</summary>
/// <param name="Reason">The reason, a constant, by which refusals are counted.</param>
/// <param name="Text">The explanation for the log.</param>
internal sealed record WebhookFault(string Reason, string Text)
{
    public static WebhookFault Id() => new("id", $"the header webhook-id must have one value of 1 to {WebhookSignature.MaxIdLength} characters");

    public static WebhookFault Timestamp() => new("timestamp", "the header webhook-timestamp must have one value, the seconds of Unix time");

    public static WebhookFault Clock(TimeSpan apart) => new("clock", string.Create(
        CultureInfo.InvariantCulture,
        $"the header webhook-timestamp is {apart.TotalSeconds:0} s from the time of this machine, and may be {WebhookSignature.Tolerance.TotalSeconds:0} s; check the clock, or the message is replayed"));

    public static WebhookFault Signature() => new("signature", "the header webhook-signature must have one value");

    public static WebhookFault TooLarge(int maxBytes) => new("size", $"the body has more than {maxBytes} bytes; raise GrowthBookWebhookOptions.MaxBytes to accept it");

    public static WebhookFault Full(long maxBytes) => new("full", $"the bodies being read together have more than {maxBytes} bytes, four times GrowthBookWebhookOptions.MaxBytes");

    public static WebhookFault Slow(TimeSpan longest) => new("slow", string.Create(
        CultureInfo.InvariantCulture, $"the body did not arrive within {longest.TotalSeconds:0} s"));

    public static WebhookFault Secret() => new("secret", "the header webhook-signature has no signature of the secret; compare the secret with that in GrowthBook");
}
