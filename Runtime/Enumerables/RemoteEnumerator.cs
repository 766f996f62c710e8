namespace Orleans.Runtime;

/// <summary>Enumerates at the caller what an <see cref="AsyncEnumerableExtension"/> enumerates at the callee.</summary>
internal sealed class RemoteEnumerator<T>(AsyncEnumerableRequest<T> request, IAsyncEnumerableExtension callee, CancellationTokenSource cancellation) : IAsyncEnumerator<T>
{
    private readonly Guid _id = Guid.NewGuid();
    private EnumerationStep<T> _step = new(EnumerationStatus.More, []);
    private int _position = -1;
    private bool _isStarted;
    private bool _isEnded;

    public T Current => _step.Elements[_position];

    public ValueTask<bool> MoveNextAsync() => ++_position < _step.Elements.Length ? new ValueTask<bool>(true) : FetchAsync();

    public async ValueTask DisposeAsync()
    {
        if (_isStarted && !_isEnded)
        {
            _isEnded = true;
            await callee.StopEnumeration(_id).ConfigureAwait(true);
        }

        cancellation.Dispose();
    }

    private async ValueTask<bool> FetchAsync()
    {
        while (!_isEnded)
        {
            if (_step.Status == EnumerationStatus.Completed)
            {
                _isEnded = true;
                return false;
            }

            cancellation.Token.ThrowIfCancellationRequested();
            var step = _isStarted
                ? callee.MoveNext<T>(_id, request.MaxBatchSize, cancellation.Token)
                : callee.StartEnumeration(_id, request.MaxBatchSize, request, cancellation.Token);
            _isStarted = true;
            _step = await step.ConfigureAwait(true);
            if (_step.Status == EnumerationStatus.Unknown)
            {
                _isEnded = true;
                throw new EnumerationAbortedException(
                    "The grain does not know this enumeration any more: it was deactivated meanwhile, or nobody had asked for the next element for too long.");
            }

            if (_step.Elements.Length > 0)
            {
                _position = 0;
                return true;
            }
        }

        return false;
    }
}
