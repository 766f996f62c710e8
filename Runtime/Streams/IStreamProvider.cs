using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Gives access to streams.</summary>
public interface IStreamProvider
{
    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>Whether subscriptions may begin at an earlier item.</summary>
    bool IsRewindable { get; }

    /// <summary>Gives access to a stream. Streams need not be created: they exist.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="streamId">The stream.</param>
    /// <returns>The stream.</returns>
    IAsyncStream<T> GetStream<T>(StreamId streamId);
}
