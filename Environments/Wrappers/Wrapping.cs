namespace RlOrleans.Environments;

/// <summary>A wrapper with its setting, before there is an environment to put it around.</summary>
internal sealed class Wrapping
{
    private readonly Func<EnvironmentSpec, EnvironmentSpec> _describe;
    private readonly Func<Func<int, IVectorEnvironment>, Func<int, IVectorEnvironment>> _wrap;

    /// <param name="describe">What an environment becomes; throws an <see cref="ArgumentException"/> where the wrapper does not fit it.</param>
    /// <param name="wrap">Puts the wrapper around an environment.</param>
    public Wrapping(Func<EnvironmentSpec, EnvironmentSpec> describe, Func<IVectorEnvironment, IVectorEnvironment> wrap)
        : this(describe, create => lanes => wrap(create(lanes)))
    {
    }

    /// <param name="describe">What an environment becomes; throws an <see cref="ArgumentException"/> where the wrapper does not fit it.</param>
    /// <param name="wrap">Makes a maker of wrapped environments from a maker of bare ones, for wrappers that need one to look at first.</param>
    public Wrapping(Func<EnvironmentSpec, EnvironmentSpec> describe, Func<Func<int, IVectorEnvironment>, Func<int, IVectorEnvironment>> wrap)
    {
        _describe = describe;
        _wrap = wrap;
    }

    /// <summary>What an environment becomes.</summary>
    /// <exception cref="ArgumentException">The wrapper does not fit it; the message says why, without naming the wrapper.</exception>
    public EnvironmentSpec Describe(EnvironmentSpec inner) => _describe(inner);

    /// <summary>A maker of wrapped environments.</summary>
    public Func<int, IVectorEnvironment> Around(Func<int, IVectorEnvironment> create) => _wrap(create);
}
