namespace GrowthBook.Client;

/// <summary>A sink did not end after its cancellation, so the pipeline does not wait for it.</summary>
internal sealed class AbandonedSinkException(CancellationToken cancellationToken)
    : OperationCanceledException("the sink ignored its cancellation and was abandoned", cancellationToken), ILoggableException;
