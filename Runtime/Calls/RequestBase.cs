using System.Reflection;
using System.Text;
using Orleans.CodeGeneration;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>
/// A call to a grain. One object plays every part: it carries the arguments, waits in the mailbox of the callee, stands
/// in the caller's table of outstanding calls and completes what the caller awaits. A call that crosses a wire is decoded
/// into a second object, which plays the callee's parts and answers to where the message came from.
/// </summary>
/// <remarks>The source generator derives one class for every method of a grain interface.</remarks>
public abstract partial class RequestBase : WorkItem, IRequest
{
    /// <inheritdoc/>
    public InvokeMethodOptions Options { get; protected set; }

    /// <inheritdoc/>
    public virtual bool IsCancellable => false;

    /// <summary>The number that the method has on the wire.</summary>
    public abstract uint MethodId { get; }

    /// <summary>The type arguments of a generic method.</summary>
    public virtual Type[] TypeArguments => [];

    /// <inheritdoc/>
    public void AddInvokeMethodOptions(InvokeMethodOptions options) => Options |= options;

    /// <inheritdoc/>
    public virtual int GetArgumentCount() => 0;

    /// <inheritdoc/>
    public virtual object? GetArgument(int index) => throw ArgumentOutOfRange(index);

    /// <inheritdoc/>
    public virtual void SetArgument(int index, object value) => throw ArgumentOutOfRange(index);

    /// <inheritdoc/>
    public abstract object? GetTarget();

    /// <inheritdoc/>
    public abstract void SetTarget(ITargetHolder holder);

    /// <inheritdoc/>
    public abstract ValueTask<Response> Invoke();

    /// <inheritdoc/>
    public abstract string GetMethodName();

    /// <inheritdoc/>
    public abstract string GetInterfaceName();

    /// <inheritdoc/>
    public virtual string GetActivityName() => $"{GetInterfaceName()}/{GetMethodName()}";

    /// <inheritdoc/>
    public abstract Type GetInterfaceType();

    /// <inheritdoc/>
    public abstract MethodInfo GetMethod();

    /// <inheritdoc/>
    public virtual TimeSpan? GetDefaultResponseTimeout() => null;

    /// <inheritdoc/>
    public virtual CancellationToken GetCancellationToken() => default;

    /// <inheritdoc/>
    public bool TryCancel() => IsCancellable && CancelCallee();

    /// <summary>Writes the arguments.</summary>
    /// <param name="writer">Where to.</param>
    public abstract void SerializeArguments(ref Writer writer);

    /// <summary>Reads what <see cref="SerializeArguments"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    public abstract void DeserializeArguments(ref Reader reader);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(GetInterfaceName()).Append('.').Append(GetMethodName()).Append('(');
        for (var i = 0; i < GetArgumentCount(); i++)
        {
            text.Append(i == 0 ? string.Empty : ", ").Append(GetArgument(i));
        }

        return text.Append(") to ").Append(TargetId).ToString();
    }

    /// <summary>Releases what the request holds.</summary>
    /// <param name="disposing">Whether it is disposed, not finalised.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Finds a method by its signature.</summary>
    /// <param name="declaringType">The interface.</param>
    /// <param name="name">The name.</param>
    /// <param name="typeArguments">The type arguments of a generic method.</param>
    /// <param name="parameterTypes">The types of the parameters, with the type arguments put in.</param>
    /// <returns>The method.</returns>
    protected static MethodInfo FindMethod(Type declaringType, string name, Type[] typeArguments, Type[] parameterTypes) =>
        InterfaceMethods.Find(declaringType, name, typeArguments, parameterTypes);

    /// <summary>Finds a grain extension.</summary>
    /// <typeparam name="TExtension">The interface of the extension.</typeparam>
    /// <param name="holder">The activation.</param>
    /// <returns>The extension.</returns>
    /// <exception cref="GrainExtensionNotInstalledException">The activation has no such extension.</exception>
    protected static TExtension FindExtension<TExtension>(ITargetHolder holder)
        where TExtension : class, IGrainExtension
    {
        ArgumentNullException.ThrowIfNull(holder);
        return (TExtension?)holder.GetComponent(typeof(TExtension))
            ?? throw new GrainExtensionNotInstalledException($"{holder} has no extension {typeof(TExtension)}.");
    }

    /// <summary>The error of an argument that does not exist.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>The error.</returns>
    protected ArgumentOutOfRangeException ArgumentOutOfRange(int index) =>
        new(nameof(index), index, $"{GetInterfaceName()}.{GetMethodName()} has {GetArgumentCount()} arguments.");
}
