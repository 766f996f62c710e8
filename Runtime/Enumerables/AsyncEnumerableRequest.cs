using System.ComponentModel;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>
/// A call to a method that returns <see cref="IAsyncEnumerable{T}"/>. It is what the caller enumerates; each enumeration
/// runs the method anew, and fetches its elements in batches.
/// </summary>
/// <typeparam name="T">The type of the elements.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class AsyncEnumerableRequest<T> : RequestBase, IAsyncEnumerable<T>
{
    internal const int DefaultBatchSize = 100;

    private GrainReference? _grain;
    private CancellationToken _calleeToken;

    /// <summary>The most elements that one message carries.</summary>
    public int MaxBatchSize { get; set; } = DefaultBatchSize;

    /// <summary>Sets the grain.</summary>
    /// <param name="reference">The reference that the call is made on.</param>
    /// <returns>The sequence.</returns>
    public IAsyncEnumerable<T> Bind(GrainReference reference)
    {
        _grain = reference;
        return this;
    }

    /// <inheritdoc/>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new RemoteEnumerator<T>(
            this,
            _grain!.Cast<IAsyncEnumerableExtension>(),
            CancellationTokenSource.CreateLinkedTokenSource(GetCancellationToken(), cancellationToken));

    /// <inheritdoc/>
    public sealed override ValueTask<Response> Invoke() =>
        throw new NotSupportedException("A sequence is enumerated, not invoked.");

    /// <summary>Runs the method at the callee.</summary>
    internal IAsyncEnumerable<T> Open(ITargetHolder holder, CancellationToken cancellationToken)
    {
        SetTarget(holder);
        _calleeToken = cancellationToken;
        return InvokeInner();
    }

    internal sealed override bool Start(ICallTarget target) => throw new NotSupportedException("A sequence is enumerated, not invoked.");

    internal sealed override void Respond(Response response) => throw new NotSupportedException("A sequence is enumerated, not invoked.");

    internal sealed override void WriteResult(ref Writer writer, Response response) => throw new NotSupportedException("A sequence is enumerated, not invoked.");

    internal sealed override Response ReadResult(ref Reader reader) => throw new NotSupportedException("A sequence is enumerated, not invoked.");

    /// <summary>Calls the method.</summary>
    /// <returns>The method's sequence.</returns>
    protected abstract IAsyncEnumerable<T> InvokeInner();

    /// <summary>The token that the method runs with.</summary>
    /// <returns>The token.</returns>
    protected new CancellationToken GetCalleeToken() => _calleeToken;

    private protected override void StoreException(Exception exception)
    {
    }

    private protected override void StoreResponse(Response response)
    {
    }

    private protected override void PublishOutcome()
    {
    }
}
