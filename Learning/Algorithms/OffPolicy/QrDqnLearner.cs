namespace RlOrleans.Learning;

/// <summary>
/// Deep Q-learning of the return's distribution by quantile regression (Dabney, Rowland, Bellemare and Munos, "Distributional
/// reinforcement learning with quantile regression", 2018).
/// </summary>
internal sealed class QrDqnLearner(LearnerOptions options, Hyperparameters values, Kernels kernels) : ActionValueLearner(
    QrDqn.Descriptor.Name,
    options,
    values,
    new HeadSpec(HeadKind.ActionValues, Quantiles: values.WholeNumber("n_quantiles")),
    kernels,
    OptimiserEpsilonTimesBatch / values.WholeNumber("batch_size"),
    (networks, targets, memory) => new QrDqnSlice(
        networks, kernels, targets, memory, ((DiscreteActionSpec)options.Action).Count, values.WholeNumber("n_quantiles"), values.Flag("double_q"))
    {
        Steps = values.WholeNumber("n_step_return"),
        Gamma = (float)values.Number("gamma"),
    })
{
    // The paper's, which it chose for batches of 32.
    private const float OptimiserEpsilonTimesBatch = 0.01f;
}
