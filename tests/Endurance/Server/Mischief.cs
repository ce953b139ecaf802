namespace GrowthBook.Client.Endurance.Server;

/// <summary>What is wrong with the server. Its answers then carry a payload that must never be used.</summary>
internal enum Mischief
{
    None,

    /// <summary>500 with a body that would be a payload.</summary>
    Failing,

    /// <summary>502 with the page of a proxy.</summary>
    BadGateway,

    /// <summary>400, as for a key that is not known at the moment.</summary>
    Refusing,

    /// <summary>400 that says that it is for ever.</summary>
    RefusingForEver,

    /// <summary>Text that is no JSON.</summary>
    Garbage,

    /// <summary><c>{}</c>.</summary>
    EmptyObject,

    /// <summary>200 with the body of a 400.</summary>
    ErrorInDisguise,

    /// <summary>Features that are <c>null</c>.</summary>
    NoFeatures,

    /// <summary>Less than the length that was promised.</summary>
    Truncated,

    /// <summary>A connection that breaks in the middle of the body.</summary>
    BrokenOff,

    /// <summary>Half of the text, ended in good form.</summary>
    HalfText,

    /// <summary>No answer at all.</summary>
    Silent,

    /// <summary>The beginning of an answer.</summary>
    Stalling,

    /// <summary>A payload from before, by its date.</summary>
    Older,

    /// <summary>304, whatever was asked.</summary>
    NotModified,

    /// <summary>A payload encrypted with the key of somebody else.</summary>
    ForeignKey,

    /// <summary>A redirect to a page.</summary>
    Redirecting,

    /// <summary>Connections that are closed in the server's direction, and kept open in the other.</summary>
    HalfClosed,

    /// <summary>No process: it was killed.</summary>
    Killed,
}
