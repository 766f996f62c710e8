namespace RlOrleans.Learning;

/// <summary>Deep Q-learning (Mnih et al., 2015), with double Q-learning and duelling networks where wanted.</summary>
internal sealed class DqnLearner(LearnerOptions options, Hyperparameters values, Kernels kernels) : ActionValueLearner(
    Dqn.Descriptor.Name,
    options,
    values,
    new HeadSpec(HeadKind.ActionValues, Duelling: values.Flag("duelling")),
    kernels,
    OptimiserEpsilon,
    (networks, targets, memory) => new DqnSlice(
        networks, targets, memory, ((DiscreteActionSpec)options.Action).Count, values.Flag("double_q"), values.Flag("duelling"))
    {
        Steps = values.WholeNumber("n_step_return"),
        Gamma = (float)values.Number("gamma"),
    })
{
    // The default of PyTorch's Adam.
    private const float OptimiserEpsilon = 1e-8f;
}
