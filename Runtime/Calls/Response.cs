using System.Runtime.ExceptionServices;

namespace Orleans.Serialization.Invocation;

/// <summary>The outcome of a call: a result or an exception.</summary>
public abstract class Response : IDisposable
{
    /// <summary>Success without a result.</summary>
    public static Response Completed { get; } = new CompletedResponse();

    /// <summary>The result. Reading it throws when the call failed.</summary>
    public abstract object? Result { get; set; }

    /// <summary>The exception, or <see langword="null"/> when the call succeeded.</summary>
    public abstract Exception? Exception { get; set; }

    /// <summary>Makes the response of a failed call.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The response.</returns>
    public static Response FromException(Exception exception) => new ExceptionResponse { Exception = exception };

    /// <summary>Makes the response of a successful call.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="value">The result.</param>
    /// <returns>The response.</returns>
    public static Response FromResult<TResult>(TResult value) => new Response<TResult> { TypedResult = value };

    /// <summary>Reads the result. Throws when the call failed.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>The result.</returns>
    public abstract T GetResult<T>();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the response holds.</summary>
    /// <param name="disposing">Whether it is disposed, not finalised.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    private sealed class CompletedResponse : Response
    {
        public override object? Result
        {
            get => null;
            set => throw new InvalidOperationException("The shared response of a call without a result cannot be changed.");
        }

        public override Exception? Exception
        {
            get => null;
            set => throw new InvalidOperationException("The shared response of a call without a result cannot be changed.");
        }

        public override T GetResult<T>() => default!;

        public override string ToString() => "[Completed]";
    }

    private sealed class ExceptionResponse : Response
    {
        public override object? Result
        {
            get
            {
                ExceptionDispatchInfo.Throw(Exception!);
                return null;
            }

            set => throw new InvalidOperationException("The response of a failed call has no result.");
        }

        public override Exception? Exception { get; set; }

        public override T GetResult<T>()
        {
            ExceptionDispatchInfo.Throw(Exception!);
            return default;
        }

        public override string ToString() => $"[Exception: {Exception?.GetType().Name}: {Exception?.Message}]";
    }
}

/// <summary>The outcome of a successful call with a typed result.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class Response<TResult> : Response
{
    private object? _replaced;
    private bool _isReplaced;

    /// <summary>The result.</summary>
    public TResult? TypedResult { get; set; }

    /// <inheritdoc/>
    public override object? Result
    {
        get => _isReplaced ? _replaced : TypedResult;
        set
        {
            // A filter may put in anything; a value of the wrong type fails when the caller reads it.
            _isReplaced = value is not TResult and not null;
            _replaced = value;
            TypedResult = value is TResult typed ? typed : default;
        }
    }

    /// <inheritdoc/>
    public override Exception? Exception
    {
        get => null;
        set => throw new InvalidOperationException("The response of a successful call has no exception.");
    }

    /// <inheritdoc/>
    public override T GetResult<T>()
    {
        if (typeof(T) == typeof(TResult) && !_isReplaced)
        {
            return (T)(object?)TypedResult!;
        }

        return (T)Result!;
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{Result}]";
}
