using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A subscription.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public abstract class StreamSubscriptionHandle<T> : IEquatable<StreamSubscriptionHandle<T>?>
{
    /// <summary>The stream.</summary>
    public abstract StreamId StreamId { get; }

    /// <summary>The provider.</summary>
    public abstract string ProviderName { get; }

    /// <summary>The identity of the subscription.</summary>
    public abstract Guid HandleId { get; }

    /// <summary>Ends the subscription. Items that wait are not delivered.</summary>
    public abstract Task UnsubscribeAsync();

    /// <summary>Sets the observer anew, as a new activation has to.</summary>
    /// <param name="observer">Takes the items.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);

    /// <summary>Sets the observer anew, as a new activation has to.</summary>
    /// <param name="observer">Takes the items.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null);

    /// <inheritdoc/>
    public abstract bool Equals(StreamSubscriptionHandle<T>? other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => HandleId.GetHashCode();
}
