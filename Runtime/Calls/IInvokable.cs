using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A call as an object: its method and its arguments.</summary>
public interface IInvokable : IDisposable
{
    /// <summary>Whether the method takes a cancellation token.</summary>
    bool IsCancellable => false;

    /// <summary>The object the method runs on.</summary>
    /// <returns>The object, or <see langword="null"/> before it is set.</returns>
    object? GetTarget();

    /// <summary>Sets the object the method runs on.</summary>
    /// <param name="holder">Holds the object.</param>
    void SetTarget(ITargetHolder holder);

    /// <summary>Runs the method.</summary>
    /// <returns>The result or the exception.</returns>
    ValueTask<Response> Invoke();

    /// <summary>How many arguments there are.</summary>
    /// <returns>The number.</returns>
    int GetArgumentCount();

    /// <summary>Reads an argument.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>The argument.</returns>
    object? GetArgument(int index);

    /// <summary>Replaces an argument.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="value">The argument.</param>
    void SetArgument(int index, object value);

    /// <summary>The name of the method.</summary>
    /// <returns>The name.</returns>
    string GetMethodName();

    /// <summary>The name of the interface with its namespace.</summary>
    /// <returns>The name.</returns>
    string GetInterfaceName();

    /// <summary>The name of the call in traces, <c>interface/method</c>.</summary>
    /// <returns>The name.</returns>
    string GetActivityName();

    /// <summary>The method of the interface.</summary>
    /// <returns>The method.</returns>
    MethodInfo GetMethod();

    /// <summary>The interface.</summary>
    /// <returns>The interface.</returns>
    Type GetInterfaceType();

    /// <summary>The timeout that the method declares.</summary>
    /// <returns>The timeout, or <see langword="null"/> for the configured one.</returns>
    TimeSpan? GetDefaultResponseTimeout() => null;

    /// <summary>The cancellation token among the arguments.</summary>
    /// <returns>The token.</returns>
    CancellationToken GetCancellationToken() => default;

    /// <summary>Cancels the token that the method runs with.</summary>
    /// <returns>Whether the method has one.</returns>
    bool TryCancel() => false;
}
