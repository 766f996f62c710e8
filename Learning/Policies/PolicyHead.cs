namespace RlOrleans.Learning;

/// <summary>
/// Turns the outputs of a policy's network into actions, for a batch of rows. One instance serves one thread.
/// </summary>
/// <remarks>
/// Legend: B rows, A action size. Network outputs lie output by output, <c>[outputs, stride]</c>, with the row capacity
/// rounded up to a whole line as stride; actions are <c>[B, A]</c>. An action as it was chosen and as it is executed are
/// two things: a Gaussian's draw may lie beyond the bounds, and learning needs the draw.
/// </remarks>
internal abstract unsafe class PolicyHead
{
    /// <summary>Outputs of the network that the head reads.</summary>
    public abstract int Outputs { get; }

    /// <summary>A.</summary>
    public abstract int ActionSize { get; }

    /// <summary>Numbers of the head's own, beside the network's weights: learnt ones, or how much is explored.</summary>
    public virtual int ParameterCount => 0;

    /// <summary>Takes the outputs of a batch.</summary>
    /// <param name="outputs">[outputs, stride].</param>
    /// <param name="parameters">[<see cref="ParameterCount"/>]; read until the next call.</param>
    /// <param name="rows">B.</param>
    public abstract void Set(float* outputs, float* parameters, int rows);

    /// <summary>Must come between <see cref="Set"/> and the first <see cref="Sample"/>.</summary>
    public virtual void PrepareSampling()
    {
    }

    /// <summary>Draws an action.</summary>
    /// <param name="row">Which row.</param>
    /// <param name="random">The lane's numbers.</param>
    /// <param name="counter">The agent's step.</param>
    /// <param name="action">[A], filled.</param>
    /// <returns>Its log-probability (a density where actions are continuous); 0 where the head knows none.</returns>
    public abstract float Sample(int row, in CounterRandom random, ulong counter, Span<float> action);

    /// <summary>The best action: the most probable one, the mean, or that of the highest value.</summary>
    public abstract void Mode(int row, Span<float> action);

    /// <summary>What is executed of a chosen action: an element of the action space.</summary>
    public virtual void Execute(ReadOnlySpan<float> chosen, Span<float> executed) => chosen.CopyTo(executed);

    /// <summary>The head of a policy.</summary>
    /// <exception cref="NotSupportedException">The head cannot choose such actions.</exception>
    public static PolicyHead Create(Kernels kernels, PolicySpec spec, int rowCapacity) => (spec.Head.Kind, spec.Action) switch
    {
        (HeadKind.Categorical or HeadKind.DiagonalGaussian, _) => ActionDistribution.Create(kernels, spec, rowCapacity),
        (HeadKind.SquashedGaussian, ContinuousActionSpec bounds) => new SquashedGaussian(kernels, bounds, spec.Head.NoiseHold, rowCapacity),
        (HeadKind.Deterministic, ContinuousActionSpec bounds) => new DeterministicHead(kernels, bounds, spec.Head.NoiseHold, rowCapacity),
        (HeadKind.ActionValues, DiscreteActionSpec discrete) when spec.Head.Quantiles > 1 => new QuantileHead(discrete.Count, spec.Head.Quantiles, rowCapacity),
        (HeadKind.ActionValues, DiscreteActionSpec discrete) => new ActionValueHead(discrete.Count, spec.Head.Duelling, rowCapacity),
        _ => throw new NotSupportedException($"A head of kind {spec.Head.Kind} cannot choose {spec.Action}."),
    };
}
