namespace Orleans.Runtime;

/// <summary>Refers to a grain through an interface. The source generator derives one class for every grain interface.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>, ISpanFormattable
{
    // Remembers where the last call went. It only ever saves a look-up: a call to a context that has ended is sent on.
    private MessageTarget? _lastTarget;

    /// <summary>Creates a reference.</summary>
    /// <param name="shared">What references of this kind have in common.</param>
    /// <param name="key">The key of the grain.</param>
    protected GrainReference(GrainReferenceShared shared, IdSpan key)
    {
        ArgumentNullException.ThrowIfNull(shared);
        Shared = shared;
        GrainId = new GrainId(shared.GrainType, key);
    }

    /// <summary>The grain.</summary>
    public GrainId GrainId { get; }

    /// <summary>The interface.</summary>
    public GrainInterfaceType InterfaceType => Shared.InterfaceType;

    /// <summary>The name of the interface.</summary>
    public virtual string InterfaceName => InterfaceType.ToString();

    internal GrainReferenceShared Shared { get; }

    internal MessageTarget? LastTarget
    {
        get => Volatile.Read(ref _lastTarget);
        set => Volatile.Write(ref _lastTarget, value);
    }

    /// <summary>Refers to the same grain through another interface.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    /// <returns>The reference.</returns>
    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable => (TGrainInterface)Shared.Calls.References.Cast(this, typeof(TGrainInterface));

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>A hash that every process computes alike.</summary>
    /// <returns>The hash.</returns>
    public uint GetUniformHashCode() => GrainId.GetUniformHashCode();

    /// <inheritdoc/>
    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceType}";

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite($"GrainReference:{GrainId}:{InterfaceType}", out charsWritten);

    /// <summary>Compares two references.</summary>
    /// <param name="reference1">One.</param>
    /// <param name="reference2">The other.</param>
    /// <returns>Whether they refer to the same grain.</returns>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1 is null ? reference2 is null : reference1.Equals(reference2);

    /// <summary>Compares two references.</summary>
    /// <param name="reference1">One.</param>
    /// <param name="reference2">The other.</param>
    /// <returns>Whether they refer to different grains.</returns>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    /// <summary>Sends a call.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="request">The call.</param>
    /// <returns>The outcome.</returns>
    protected Task<TResult> InvokeAsync<TResult>(CallRequest<TResult> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Send(this);
    }

    /// <summary>Sends a call that nobody waits for.</summary>
    /// <param name="request">The call.</param>
    protected void Invoke(VoidRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _ = request.Send(this);
    }

    /// <summary>Copies an argument, so that the callee does not see what the caller changes later.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="argument">The argument.</param>
    /// <returns>The copy, or the argument itself if it is immutable.</returns>
    protected T CopyArgument<T>(T argument) => Shared.Calls.Copier.Copy(argument);
}
