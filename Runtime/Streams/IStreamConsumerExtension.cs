using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>
/// Takes the items of a grain's subscriptions, as turns like any other call. A delivery waits as long as the consumer takes:
/// given up earlier, it would be repeated while the first one still runs.
/// </summary>
internal interface IStreamConsumerExtension : IGrainExtension
{
    [ResponseTimeout("365.00:00:00")]
    Task Deliver<T>(Guid subscriptionId, [Immutable] StreamDelivery<T> delivery);

    [ResponseTimeout("365.00:00:00")]
    Task Complete(Guid subscriptionId, string providerName, StreamId streamId);

    [ResponseTimeout("365.00:00:00")]
    Task Fail(Guid subscriptionId, string providerName, StreamId streamId, Exception exception);
}
