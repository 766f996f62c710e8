namespace RlOrleans.Learning;

/// <summary>A policy head whose log-probabilities and entropies have gradients: what policy-gradient algorithms learn.</summary>
internal abstract unsafe class ActionDistribution : PolicyHead
{
    /// <summary>[B], in nats.</summary>
    public abstract float* Entropies { get; }

    /// <summary>What <see cref="PolicyHead.ParameterCount"/> learnt numbers begin with.</summary>
    public virtual float InitialParameter => 0;

    /// <summary>Log-probabilities of actions as they were chosen.</summary>
    /// <param name="actions">[B, A].</param>
    /// <param name="result">[B], filled.</param>
    public abstract void LogProb(ReadOnlySpan<float> actions, Span<float> result);

    /// <summary>Writes gradients, from those of the actions' log-probabilities and of each row's entropy.</summary>
    /// <param name="actions">[B, A].</param>
    /// <param name="logProbGradients">[B].</param>
    /// <param name="entropyGradient">The same for every row.</param>
    /// <param name="rows">B.</param>
    /// <param name="outputGradients">[outputs, stride], filled.</param>
    /// <param name="parameterGradients">[<see cref="PolicyHead.ParameterCount"/>], filled.</param>
    public abstract void Backward(
        float* actions, float* logProbGradients, float entropyGradient, int rows, float* outputGradients, float* parameterGradients);

    /// <summary>The distribution of a policy.</summary>
    /// <exception cref="NotSupportedException">There is none over such actions.</exception>
    public static new ActionDistribution Create(Kernels kernels, PolicySpec spec, int rowCapacity) => (spec.Head.Kind, spec.Action) switch
    {
        (HeadKind.Categorical, DiscreteActionSpec discrete) => new Categorical(kernels, discrete.Count, rowCapacity),
        (HeadKind.Categorical, MultiDiscreteActionSpec multi) => new MultiCategorical(kernels, multi.Counts, rowCapacity),
        (HeadKind.DiagonalGaussian, ContinuousActionSpec continuous) => new DiagonalGaussian(continuous, rowCapacity),
        _ => throw new NotSupportedException($"A head of kind {spec.Head.Kind} cannot choose {spec.Action}."),
    };
}
