namespace RlOrleans.Learning.Tests.Losses;

/// <summary>Every term of the loss, its gradients, and whole updates, against another framework in double precision.</summary>
public sealed unsafe class PpoReferenceTests
{
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Loss_Reference_AgreesInEveryTermAndGradient(int width)
    {
        Reference reference = Reference.Read("ppo_categorical");
        Learning.Kernels kernels = Widths.Get(width);
        float[] rowMajor = reference.Array("logits"), actions = reference.Array("actions"), old = reference.Array("old_log_probs");
        int rows = actions.Length, choices = rowMajor.Length / rows, stride = FloatBuffer.RoundUp(rows);
        float entropyCoefficient = reference.Number("ent_coef");
        FloatBuffer logits = new(choices * stride), gradients = new(choices * stride), perLogProb = new(rows), ratios = new(rows), actionBuffer = new(rows);
        for (int i = 0; i < rows; i++)
            for (int a = 0; a < choices; a++)
                logits.Span[a * stride + i] = rowMajor[i * choices + a];
        actions.CopyTo(actionBuffer.Span);

        var distribution = new Categorical(kernels, choices, rows);
        distribution.Set(logits.Pointer, null, rows);
        FloatBuffer logRatios = new(rows);
        distribution.LogProb(actions, logRatios.Span);
        for (int i = 0; i < rows; i++)
            logRatios.Span[i] -= old[i];
        kernels.Exp(logRatios.Pointer, ratios.Pointer, rows);
        float[] advantages = reference.Array("advantages");
        Moments.Normalise(advantages);
        PolicyLossSums sums = new ClippedSurrogate { ClipRange = reference.Number("clip_range") }.Compute(
            default, logRatios.Span[..rows], ratios.Span[..rows], advantages, rows, perLogProb.Span[..rows]);
        double policyLoss = sums.Loss / rows;
        double entropy = kernels.Sum(distribution.Entropies, rows) / rows;
        distribution.Backward(actionBuffer.Pointer, perLogProb.Pointer, -entropyCoefficient / rows, rows, gradients.Pointer, null);
        float[] valueGradients = new float[rows];
        double valueLoss = SquaredError.Compute(
            reference.Array("values"), reference.Array("returns"), reference.Number("vf_coef"), rows, valueGradients) / rows;

        const double Tolerance = 1e-4;
        Close.Equal(reference.Number("policy_loss"), policyLoss, Tolerance);
        Close.Equal(reference.Number("value_loss"), valueLoss, Tolerance);
        Close.Equal(reference.Number("entropy"), entropy, Tolerance);
        Close.Equal(reference.Number("approx_kl"), sums.Divergence / rows, Tolerance);
        Close.Equal(reference.Number("clip_fraction"), sums.Clipped / rows, Tolerance);
        Close.Equal(
            reference.Number("loss"),
            policyLoss + reference.Number("vf_coef") * valueLoss - entropyCoefficient * entropy, Tolerance);
        Close.Equal(reference.Array("grad_values"), valueGradients, Tolerance);
        float[] gradientRows = new float[rows * choices];
        for (int i = 0; i < rows; i++)
            for (int a = 0; a < choices; a++)
                gradientRows[i * choices + a] = gradients.Span[a * stride + i];
        Close.Equal(reference.Array("grad_logits"), gradientRows, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Updates_Reference_AgreeInLossNormAndParameters(int width)
    {
        const int MinibatchSize = 64;
        Reference reference = Reference.Read("ppo_mlp_updates");
        float[] actions = reference.Array("actions"), advantages = reference.Array("advantages"), returns = reference.Array("returns");
        int count = actions.Length;
        var spec = Specs.Discrete(4, 2, "64,64", Activation.Tanh);
        Learning.Kernels kernels = Widths.Get(width);
        var networks = new ActorCritic(kernels, spec, critic: true, seed: 0);
        networks.CopyFrom(reference.Array("parameters_before"));
        using var team = new WorkTeam(2);
        var gradient = new ActorCriticGradient(networks, team, new ClippedSurrogate { ClipRange = 0.2f }, 0.01, 0.5, MinibatchSize);
        var descent = new Descent(kernels, team, networks.Parameters, new Adam(kernels, networks.Parameters.Length, 1e-5f));
        var minibatch = new Minibatch(team, 1);
        var batch = new RolloutBatch(spec, count, 1);
        batch.Fill(
        [
            new Rollout(
                count, 1, 0, reference.Array("observations"), actions, reference.Array("old_log_probs"), new float[count],
                new bool[count], new bool[count], new float[4], default),
        ]);

        float[] losses = reference.Array("losses"), norms = reference.Array("grad_norms");
        for (int update = 0; update < losses.Length; update++)
        {
            int[] samples = [.. Enumerable.Range(update % 2 * MinibatchSize, MinibatchSize)];
            minibatch.Gather(samples, batch.Observations, batch.Stride, batch.Actions, batch.LogProbs, advantages, returns);
            Moments.Normalise(minibatch.Advantages);
            LossTerms terms = gradient.Compute(minibatch);
            double norm = descent.Reduce(gradient.Gradients, gradient.Count);
            descent.Step(3e-4, GradientNorm.ClippingScale(norm, 0.5));
            networks.ParametersChanged();
            Close.Equal(losses[update], terms.PolicyLoss + 0.5 * terms.ValueLoss - 0.01 * terms.Entropy, 1e-4);
            Close.Equal(norms[update], norm, 1e-4);
        }

        float[] weights = new float[networks.WeightCount];
        networks.CopyTo(weights);
        Close.Equal(reference.Array("parameters_after"), weights, 1e-3);
    }
}
