namespace RlOrleans.Learning;

/// <summary>
/// The critic's values of everything in a batch of rollouts: the observations, those after the last step, and those that
/// truncated episodes ended on.
/// </summary>
internal sealed unsafe class ValueEstimates
{
    private const int ChunkRows = 256;

    private readonly ActorCritic _networks;
    private readonly MlpWorkspace _workspace;
    private readonly FloatBuffer _chunk;
    private readonly float[] _values;
    private readonly float[] _lastValues;
    private readonly float[] _finalValues;
    private int _count;

    public ValueEstimates(ActorCritic networks, int stepCapacity, int lanes)
    {
        _networks = networks;
        int rows = Math.Min(ChunkRows, stepCapacity * lanes);
        _workspace = new MlpWorkspace(networks.Critic!, rows, gradients: false);
        _chunk = new FloatBuffer(networks.Critic!.InputStride);
        _values = new float[stepCapacity * lanes];
        _finalValues = new float[stepCapacity * lanes];
        _lastValues = new float[lanes];
    }

    /// <summary>[T, N].</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _count);

    /// <summary>[T, N]: of the observations that truncated steps led to; of no meaning elsewhere.</summary>
    public ReadOnlySpan<float> FinalValues => _finalValues.AsSpan(0, _count);

    /// <summary>[N].</summary>
    public ReadOnlySpan<float> LastValues => _lastValues;

    public void Compute(RolloutBatch batch, ReadOnlySpan<Rollout> rollouts)
    {
        _count = batch.Count;
        Evaluate(batch.Observations, batch.Stride, _values.AsSpan(0, _count));
        Evaluate(batch.LastObservations, batch.Stride, _lastValues);

        // Truncations are rare, so their observations are evaluated one by one.
        int firstLane = 0;
        foreach (Rollout rollout in rollouts)
        {
            ReadOnlySpan<bool> truncated = rollout.Truncated.Span;
            ReadOnlySpan<float> observations = rollout.FinalObservations.Span;
            int size = _networks.Critic!.Inputs;
            for (int i = 0; i < truncated.Length; i++)
            {
                if (!truncated[i])
                    continue;
                batch.CopyPadded(observations[..size], _chunk.Pointer);
                observations = observations[size..];
                int at = i / rollout.Lanes * batch.Lanes + firstLane + i % rollout.Lanes;
                Evaluate(_chunk.Pointer, batch.Stride, _finalValues.AsSpan(at, 1));
            }

            firstLane += rollout.Lanes;
        }
    }

    private void Evaluate(float* observations, int stride, Span<float> values)
    {
        for (int at = 0; at < values.Length; at += _workspace.RowCapacity)
        {
            int rows = Math.Min(_workspace.RowCapacity, values.Length - at);
            _networks.ForwardCritic(observations + (nint)at * stride, rows, _workspace);
            new ReadOnlySpan<float>(_workspace.Outputs, rows).CopyTo(values[at..]);
        }
    }
}
