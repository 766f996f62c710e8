namespace Orleans.Runtime;

/// <summary>Settings of sequences that grains return.</summary>
public static class AsyncEnumerableExtensions
{
    /// <summary>Sets how many elements one message carries at most. Elements that are ready are never held back.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="self">A sequence that a call to a grain returned; others are returned as they are.</param>
    /// <param name="maxBatchSize">The number, at least 1. Default: 100.</param>
    /// <returns>The sequence.</returns>
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchSize, 1);
        if (self is AsyncEnumerableRequest<T> request)
        {
            request.MaxBatchSize = maxBatchSize;
        }

        return self;
    }
}
