namespace GrowthBook.Client;

/// <summary>What may be logged of a remote evaluation that failed: a server that refuses may repeat the attributes that it was sent.</summary>
internal static class RemoteEvaluationText
{
    public static string Of(PayloadFailure failure) =>
        failure.Reason != PayloadFailureReason.Refused ? failure.Message
        : failure.IsUnrecoverable ? "the server refused and will go on to; check the client key and the host"
        : "the server refused";
}
