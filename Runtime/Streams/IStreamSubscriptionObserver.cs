using Orleans.Runtime;

namespace Orleans.Streams.Core;

/// <summary>A grain that is told of its subscriptions when their first item arrives, and sets the observers then.</summary>
public interface IStreamSubscriptionObserver
{
    /// <summary>Sets the observer: <c>handleFactory.Create&lt;T&gt;().ResumeAsync(…)</c>.</summary>
    /// <param name="handleFactory">Makes the handle.</param>
    Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
}

/// <summary>Makes the handle of a subscription whose type of items only the grain knows.</summary>
public interface IStreamSubscriptionHandleFactory
{
    /// <summary>The stream.</summary>
    StreamId StreamId { get; }

    /// <summary>The provider.</summary>
    string ProviderName { get; }

    /// <summary>The identity of the subscription.</summary>
    GuidId SubscriptionId { get; }

    /// <summary>Makes the handle.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>The handle.</returns>
    StreamSubscriptionHandle<T> Create<T>();
}
