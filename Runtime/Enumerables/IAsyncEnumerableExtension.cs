using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>Enumerates the sequences of a grain for callers. Interleaves with everything, as the enumerator itself runs between awaits.</summary>
internal interface IAsyncEnumerableExtension : IGrainExtension
{
    /// <summary>Runs the method and returns the first elements.</summary>
    [AlwaysInterleave]
    ValueTask<EnumerationStep<T>> StartEnumeration<T>(Guid enumerationId, int maxBatchSize, [Immutable] AsyncEnumerableRequest<T> request, CancellationToken cancellationToken);

    /// <summary>Returns the next elements.</summary>
    [AlwaysInterleave]
    ValueTask<EnumerationStep<T>> MoveNext<T>(Guid enumerationId, int maxBatchSize, CancellationToken cancellationToken);

    /// <summary>Ends an enumeration.</summary>
    [AlwaysInterleave]
    ValueTask StopEnumeration(Guid enumerationId);
}
