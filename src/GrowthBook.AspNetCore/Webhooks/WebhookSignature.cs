using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>The headers that sign a request, as the Standard Webhooks have them.</summary>
/// <param name="Id">The id of the message, which is that of its repetitions.</param>
/// <param name="Timestamp">When the sender sent it, in seconds of Unix time; decimal digits.</param>
/// <param name="Signatures">The signatures, separated by spaces.</param>
internal sealed record WebhookSignature(string Id, string Timestamp, string Signatures)
{
    /// <summary>How many characters an id may have.</summary>
    public const int MaxIdLength = 256;

    /// <summary>How far the clocks of sender and receiver may be apart.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>When the sender sent the message.</summary>
    public DateTimeOffset SentAt { get; private init; }

    /// <summary>Reads the headers.</summary>
    /// <param name="headers">The headers of the request.</param>
    /// <param name="now">The time of the receiver.</param>
    /// <returns>The headers, or the fault for which the request is refused.</returns>
    public static (WebhookSignature? Signature, WebhookFault? Fault) Read(IHeaderDictionary headers, DateTimeOffset now)
    {
        if (headers["webhook-id"] is not [{ Length: > 0 and <= MaxIdLength } id])
            return (null, WebhookFault.Id());
        if (headers["webhook-timestamp"] is not [{ } timestamp]
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return (null, WebhookFault.Timestamp());
        }
        var sentAt = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var apart = (now - sentAt).Duration();
        if (apart > Tolerance)
            return (null, WebhookFault.Clock(apart));
        if (headers["webhook-signature"] is not [{ Length: > 0 } signatures])
            return (null, WebhookFault.Signature());
        return (new WebhookSignature(id, timestamp, signatures) { SentAt = sentAt }, null);
    }

    /// <summary>Whether one of the signatures is that of the secret. The time of a comparison does not depend on the signature.</summary>
    /// <param name="key">The UTF-8 bytes of the secret.</param>
    /// <param name="body">The body of the request.</param>
    public bool IsOf(ReadOnlySpan<byte> key, ReadOnlySequence<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."));
        foreach (var part in body)
            hmac.AppendData(part.Span);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hmac.GetHashAndReset(expected);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var isOne = false;
        var signatures = Signatures.AsSpan();
        foreach (var range in signatures.Split(' '))
        {
            var signature = signatures[range];
            if (!signature.StartsWith("v1,", StringComparison.Ordinal) || !Base64.IsValid(signature[3..], out var length) || length != given.Length)
                continue;
            Convert.TryFromBase64Chars(signature[3..], given, out _);
            isOne |= CryptographicOperations.FixedTimeEquals(given, expected);
        }
        return isOne;
    }
}
