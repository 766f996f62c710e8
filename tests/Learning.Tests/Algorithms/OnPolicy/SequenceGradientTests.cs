namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>
/// The gradient of a minibatch of sequences against central differences of the loss as the estimates give it: two ways
/// through the networks, one in blocks of lanes and back through time, the other step by step.
/// </summary>
public sealed class SequenceGradientTests
{
    private const int Steps = 11;
    private const int Lanes = 5;
    private const float Delta = 4e-3f;
    private const float ValueCoefficient = 0.5f;

    private static readonly int[] Chosen = [3, 0, 4];

    [Theory]
    [InlineData("lstm:5", "false")]
    [InlineData("lstm:5", "true")]
    [InlineData("6,lstm:4", "false")]
    [InlineData("lstm:4,6", "true")]
    public void Compute_SomeLanesOfABatch_AgreesWithDifferences(string netArch, string shared)
    {
        using ILearner learner = Rollouts.Learner(
            "a2c", Recall.ObservationSize, Recall.Choices, Lanes, [("n_steps", $"{Steps}"), ("net_arch", netArch), ("share_features", shared)]);
        var experience = new Experience(learner.Policy, [.. Enumerable.Range(0, Lanes).Select(lane => new Recall((uint)lane, blanks: 3))], seed: 1);

        // The second rollout begins in the middle of episodes.
        experience.Collect(learner, Steps);
        Rollout rollout = experience.Collect(learner, Steps);
        var numbers = new Numbers(5);
        float[] advantages = numbers.Array(Steps * Lanes), returns = numbers.Array(Steps * Lanes), weights = numbers.Array(learner.WeightCount, -0.7f, 0.7f);
        var networks = new ActorCritic(Learning.Kernels.Best, learner.Policy, critic: true, seed: 1);
        using var team = new WorkTeam(2);
        var batch = new RolloutBatch(learner.Policy, Steps, Lanes);
        batch.Fill([rollout]);

        double Loss()
        {
            networks.CopyFrom(weights);
            var estimates = BatchEstimates.Create(networks, team, Steps, Lanes, logProbs: true);
            estimates.Compute(batch);
            double sum = 0;
            foreach (int lane in Chosen)
            {
                for (int i = lane; i < batch.Count; i += Lanes)
                {
                    double error = estimates.Values[i] - returns[i];
                    sum += ValueCoefficient * error * error - (double)advantages[i] * estimates.LogProbs[i];
                }
            }

            return sum / (Chosen.Length * Steps);
        }

        float[] actual = Gradient(networks, team, batch, weights, advantages, returns);
        float[] expected = new float[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            float kept = weights[i];
            weights[i] = kept + Delta;
            double above = Loss();
            weights[i] = kept - Delta;
            expected[i] = (float)((above - Loss()) / (2 * Delta));
            weights[i] = kept;
        }

        Close.Equal(expected, actual, 0.02);
    }

    private static unsafe float[] Gradient(ActorCritic networks, WorkTeam team, RolloutBatch batch, float[] weights, float[] advantages, float[] returns)
    {
        networks.CopyFrom(weights);
        var gradient = new ActorCriticGradient(networks, team, new PolicyGradientLoss(), entropyCoefficient: 0, ValueCoefficient, batch.Count);
        var minibatch = new Minibatch(team, actionSize: 1) { Sequences = new SequenceOrder(batch.StateSize) };
        float[] noMemory = new float[Lanes * batch.StateSize];
        fixed (float* criticStates = noMemory)
            minibatch.Sequences.TakeLanes(batch, Chosen, networks.Critic is null ? null : criticStates);
        minibatch.Gather(minibatch.Sequences.Samples, batch.Observations, batch.Stride, batch.Actions, batch.LogProbs, advantages, returns);
        gradient.Compute(minibatch);
        var descent = new Descent(Learning.Kernels.Best, team, networks.Parameters, new Adam(Learning.Kernels.Best, networks.Parameters.Length, 1e-5f));
        descent.Reduce(gradient.Gradients, gradient.Count);

        // The gradient lies as the parameters do.
        descent.Gradients.Span.CopyTo(networks.Parameters.Span);
        float[] result = new float[networks.WeightCount];
        networks.CopyTo(result);
        return result;
    }
}
