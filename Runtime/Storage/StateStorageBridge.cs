using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Core;

/// <summary>
/// One state of one activation, between the grain and its storage. The operations run one after the other, in the order
/// in which they were asked for; a write or clear that has not begun yet also serves those who ask for another one.
/// </summary>
/// <typeparam name="TState">The type of the state.</typeparam>
public partial class StateStorageBridge<TState> : IStorage<TState>
{
    private readonly string _name;
    private readonly IGrainContext _grainContext;
    private readonly IGrainStorage _storage;
    private readonly ILogger _logger;
    private readonly GrainState<TState> _grainState = new(StateActivator.Create<TState>());
    private Operation? _last;

    /// <summary>Connects a state to its storage. Nothing is read yet.</summary>
    public StateStorageBridge(string name, IGrainContext grainContext, IGrainStorage store)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(grainContext);
        ArgumentNullException.ThrowIfNull(store);
        _name = name;
        _grainContext = grainContext;
        _storage = store;
        _logger = (ILogger?)grainContext.ActivationServices.GetService<ILogger<StateStorageBridge<TState>>>() ?? NullLogger.Instance;
    }

    private enum OperationKind
    {
        Read,
        Write,
        Clear,
    }

    /// <inheritdoc/>
    public TState State
    {
        get
        {
            CheckTurn();
            return _grainState.State!;
        }

        set
        {
            CheckTurn();
            _grainState.State = value;
        }
    }

    /// <inheritdoc/>
    public string? Etag => _grainState.ETag;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The state has not been read yet.</exception>
    public bool RecordExists =>
        IsRead ? _grainState.RecordExists : throw new InvalidOperationException($"The state '{_name}' of {_grainContext.GrainId} has not been read yet.");

    internal bool IsRead { get; private set; }

    /// <inheritdoc/>
    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task ReadStateAsync(CancellationToken cancellationToken) => Enqueue(OperationKind.Read, cancellationToken);

    /// <inheritdoc/>
    public Task WriteStateAsync(CancellationToken cancellationToken) => Enqueue(OperationKind.Write, cancellationToken);

    /// <inheritdoc/>
    public Task ClearStateAsync(CancellationToken cancellationToken) => Enqueue(OperationKind.Clear, cancellationToken);

    // The state belongs to the grain's turns, which follow one another: that is all the synchronisation there is.
    private static void CheckTurn()
    {
        if (RuntimeContext.Current is null)
        {
            throw new InvalidOperationException("The state of a grain was used outside of the grain's turns; come back to its scheduler first.");
        }
    }

    private Task Enqueue(OperationKind kind, CancellationToken cancellationToken)
    {
        CheckTurn();
        if (kind != OperationKind.Read
            && !cancellationToken.CanBeCanceled
            && _last is { HasBegun: false } waiting
            && waiting.Kind == kind
            && !waiting.CancellationToken.CanBeCanceled)
        {
            return waiting.Completion;
        }

        Operation operation = new(kind, cancellationToken);
        Task? previous = _last?.Completion;
        _last = operation;
        operation.Completion = RunAsync(operation, previous);
        return operation.Completion;
    }

    private async Task RunAsync(Operation operation, Task? previous)
    {
        // Whatever else the turn does to the state before it awaits belongs to the same write.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            if (previous is not null)
            {
                await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            operation.HasBegun = true;
            operation.CancellationToken.ThrowIfCancellationRequested();
            await RunAsync(operation.Kind, operation.CancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OrleansException))
        {
            string storage = _storage.GetType().Name;
            LogFailure(_logger, exception, operation.Kind, _name, _grainContext.GrainId, storage);
            throw new OrleansException(
                $"{storage} failed to {operation.Kind switch { OperationKind.Read => "read", OperationKind.Write => "write", _ => "clear" }} the state '{_name}' of {_grainContext.GrainId}: {exception.Message}",
                exception);
        }
        finally
        {
            if (_last == operation)
            {
                _last = null;
            }
        }
    }

    private async Task RunAsync(OperationKind kind, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case OperationKind.Read:
                await _storage.ReadStateAsync(_name, _grainContext.GrainId, _grainState, cancellationToken);
                IsRead = true;
                break;
            case OperationKind.Write:
                await _storage.WriteStateAsync(_name, _grainContext.GrainId, _grainState, cancellationToken);
                break;
            default:
                await _storage.ClearStateAsync(_name, _grainContext.GrainId, _grainState, cancellationToken);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} of the state '{StateName}' of {GrainId} failed in {Storage}; the grain is told.")]
    private static partial void LogFailure(ILogger logger, Exception exception, OperationKind operation, string stateName, GrainId grainId, string storage);

    private sealed class Operation(OperationKind kind, CancellationToken cancellationToken)
    {
        public OperationKind Kind => kind;

        public CancellationToken CancellationToken => cancellationToken;

        public bool HasBegun { get; set; }

        public Task Completion { get; set; } = Task.CompletedTask;
    }
}
