namespace RlOrleans.Learning;

/// <summary>
/// The critic's values of everything in a batch of rollouts: the observations, those after the last step, and those that
/// truncated episodes ended on.
/// </summary>
internal sealed unsafe class ValueEstimates : IWork
{
    private const int ChunkRows = 256;

    private readonly ActorCritic _networks;
    private readonly WorkTeam _team;
    private readonly NetworkWorkspace[] _workspaces;
    private readonly FloatBuffer _row;
    private readonly float[] _lastValues;
    private readonly float[] _finalValue = new float[1];
    private float[] _values;
    private float[] _finalValues;
    private int _count;
    private float* _observations;
    private float[] _destination = [];
    private int _rows;

    public ValueEstimates(ActorCritic networks, WorkTeam team, int stepCapacity, int lanes)
    {
        _networks = networks;
        _team = team;
        _workspaces = new NetworkWorkspace[team.Threads];
        int rows = Math.Min(ChunkRows, FloatBuffer.RoundUp(stepCapacity * lanes));
        for (int i = 0; i < _workspaces.Length; i++)
            _workspaces[i] = new NetworkWorkspace(networks.ValueNetwork!, rows, gradients: false);
        _row = new FloatBuffer(networks.Actor.InputStride);
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
        Evaluate(batch.Observations, _values, _count);
        Evaluate(batch.LastObservations, _lastValues, _lastValues.Length);

        // Truncations are rare, so their observations are evaluated one by one.
        int firstLane = 0;
        foreach (Rollout rollout in rollouts)
        {
            ReadOnlySpan<bool> truncated = rollout.Truncated.Span;
            ReadOnlySpan<float> observations = rollout.FinalObservations.Span;
            int size = _networks.Actor.Inputs;
            for (int i = 0; i < truncated.Length; i++)
            {
                if (!truncated[i])
                    continue;
                batch.CopyPadded(observations[..size], _row.Pointer);
                observations = observations[size..];
                Evaluate(_row.Pointer, _finalValue, 1);
                _finalValues[i / rollout.Lanes * batch.Lanes + firstLane + i % rollout.Lanes] = _finalValue[0];
            }

            firstLane += rollout.Lanes;
        }
    }

    /// <summary>The values of any observations, as the networks read them.</summary>
    /// <param name="observations">[count, stride].</param>
    /// <param name="count">Observations.</param>
    /// <returns>[count]; read until the next call of any method.</returns>
    public ReadOnlySpan<float> Compute(float* observations, int count)
    {
        if (_values.Length < count)
            Array.Resize(ref _values, 2 * count);
        Evaluate(observations, _values, count);
        return _values.AsSpan(0, count);
    }

    private void Evaluate(float* observations, float[] destination, int rows)
    {
        _observations = observations;
        _destination = destination;
        _rows = rows;
        int chunks = (rows + ChunkRows - 1) / ChunkRows;
        _team.Run(this, Math.Min(chunks, _workspaces.Length));
    }

    // A row's value does not depend on the rows beside it, so the split may follow the number of threads.
    void IWork.Run(int part)
    {
        NetworkWorkspace workspace = _workspaces[part];
        int step = workspace.RowCapacity, stride = _networks.Actor.InputStride;
        int chunks = (_rows + ChunkRows - 1) / ChunkRows, parts = Math.Min(chunks, _workspaces.Length);
        int first = chunks * part / parts * ChunkRows, end = Math.Min(_rows, chunks * (part + 1) / parts * ChunkRows);
        for (int at = first; at < end; at += step)
        {
            int rows = Math.Min(step, end - at);
            _networks.ForwardValue(_observations + (nint)at * stride, rows, workspace);
            new ReadOnlySpan<float>(_networks.Values(workspace), rows).CopyTo(_destination.AsSpan(at));
        }
    }
}
