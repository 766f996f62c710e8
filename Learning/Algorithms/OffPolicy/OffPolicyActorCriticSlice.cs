namespace RlOrleans.Learning;

/// <summary>
/// Computes the parts of the critics' and the actor's gradients that come from some rows of a sample: the memory of one
/// thread. What actions an actor would take, and what they are worth beside the critics' estimate, is the algorithm's.
/// </summary>
/// <remarks>
/// Legend: B rows, D observation size, A action size. Critics read <c>[B, D + A]</c>; batches of actions lie component by
/// component, <c>[A, stride]</c>. The target of a step is <c>R + γⁿ (min_i Q'_i(s', a') + bonus)</c> (Fujimoto, van Hoof and
/// Meger, "Addressing function approximation error in actor-critic methods", 2018, equation 10).
/// </remarks>
internal abstract unsafe class OffPolicyActorCriticSlice
{
    private readonly int _observationSize;
    private readonly int _actionSize;
    private readonly FloatBuffer _takenInputs;
    private readonly FloatBuffer _otherInputs;
    private readonly FloatBuffer _inputGradients;
    private readonly FloatBuffer _actionGradients;
    private readonly NetworkWorkspace[] _workspaces;
    private readonly NetworkWorkspace _targetWorkspace;
    private readonly float[] _targets;

    /// <param name="networks">What is learnt.</param>
    /// <param name="number">Which of the sample's slices it is.</param>
    /// <param name="rowCapacity">Rows that the slice may have.</param>
    /// <param name="seed">The seed of the run.</param>
    protected OffPolicyActorCriticSlice(OffPolicyActorCritic networks, int number, int rowCapacity, ulong seed)
    {
        Networks = networks;
        _observationSize = networks.Spec.ObservationSize;
        _actionSize = networks.Spec.Action.Size;
        Stride = FloatBuffer.RoundUp(rowCapacity);
        NextNoise = new CounterRandom(seed, RandomPurpose.LearningNoise, agent: 0, (uint)number);
        Noise = new CounterRandom(seed, RandomPurpose.LearningNoise, agent: 1, (uint)number);
        Network critic = networks.Critics.Network;
        Transitions = new Transitions(rowCapacity, _observationSize, _actionSize);
        ActorWorkspace = new NetworkWorkspace(networks.Actor.Network, rowCapacity);
        _workspaces = new NetworkWorkspace[networks.Critics.Count];
        for (int i = 0; i < _workspaces.Length; i++)
            _workspaces[i] = new NetworkWorkspace(critic, rowCapacity);
        _targetWorkspace = new NetworkWorkspace(critic, rowCapacity, gradients: false);
        _takenInputs = new FloatBuffer(rowCapacity * critic.InputStride);
        _otherInputs = new FloatBuffer(rowCapacity * critic.InputStride);
        _inputGradients = new FloatBuffer(rowCapacity * critic.InputStride);
        _actionGradients = new FloatBuffer(_actionSize * Stride);
        _targets = new float[rowCapacity];
        CriticGradients = new FloatBuffer(networks.Critics.Parameters.Length);
        ActorGradients = new FloatBuffer(networks.Actor.Parameters.Length);
    }

    /// <summary>The slice's part of the critics' gradient, in the layout of their parameters.</summary>
    public FloatBuffer CriticGradients { get; }

    /// <summary>The slice's part of the actor's gradient.</summary>
    public FloatBuffer ActorGradients { get; }

    /// <summary>Steps that rewards are summed over.</summary>
    public required int Steps { get; init; }

    /// <summary>γ.</summary>
    public required float Gamma { get; init; }

    protected OffPolicyActorCritic Networks { get; }

    protected Transitions Transitions { get; }

    protected NetworkWorkspace ActorWorkspace { get; }

    /// <summary>Floats between components of actions.</summary>
    protected int Stride { get; }

    /// <summary>Numbers for the actions on what steps led to; the counter is the gradient step.</summary>
    protected CounterRandom NextNoise { get; }

    /// <summary>Numbers for the actions on what was observed.</summary>
    protected CounterRandom Noise { get; }

    /// <summary>Fills the errors of the rows and the critics' gradient of half the mean square error.</summary>
    /// <param name="buffer">Experience.</param>
    /// <param name="sample">What is learnt from.</param>
    /// <param name="first">The slice's first row of the sample.</param>
    /// <param name="rows">B.</param>
    /// <param name="gradientStep">The number of the gradient step over the whole run.</param>
    /// <returns>Sums over the rows of the weighted square errors and of the values, each a mean over the critics.</returns>
    public (double Loss, double Value) BackwardCritics(ReplayBuffer buffer, ReplaySample sample, int first, int rows, long gradientStep)
    {
        Transitions.Gather(buffer, sample.Slots.AsSpan(first, rows), Steps, Gamma);
        ComputeTargets(rows, gradientStep);
        JoinTaken(rows);
        Span<float> errors = sample.Errors.AsSpan(first, rows);
        errors.Clear();
        NetworkEnsemble critics = Networks.Critics;
        double loss = 0, value = 0;
        for (int critic = 0; critic < critics.Count; critic++)
        {
            NetworkWorkspace workspace = _workspaces[critic];
            critics.Forward(critic, _takenInputs.Pointer, rows, workspace);
            for (int row = 0; row < rows; row++)
            {
                float weight = sample.Weights[first + row], error = workspace.Outputs[row] - _targets[row];
                workspace.OutputGradients[row] = weight * error / sample.Count;
                errors[row] += Math.Abs(error) / critics.Count;
                loss += weight * error * error;
                value += workspace.Outputs[row];
            }

            critics.Backward(critic, _takenInputs.Pointer, rows, workspace, CriticGradients.Pointer + (nint)critic * critics.Network.StorageLength);
        }

        return (loss / critics.Count, value / critics.Count);
    }

    /// <summary>Fills the actor's gradient; comes after <see cref="BackwardCritics"/>, and after the critics' step.</summary>
    /// <param name="rows">B.</param>
    /// <param name="total">Rows of the whole sample.</param>
    /// <param name="gradientStep">The number of the gradient step over the whole run.</param>
    /// <returns>Sums over the rows of what the actor descends on, and of the log-probabilities of its actions.</returns>
    public abstract (double Loss, double LogProb) BackwardActor(int rows, int total, long gradientStep);

    /// <summary>Chooses actions on what the steps led to, and gives them to <see cref="SetNextActions"/>.</summary>
    protected abstract void ChooseNext(int rows, long gradientStep);

    /// <summary>What the value of a row's next action is raised by.</summary>
    protected virtual float NextBonus(int row) => 0;

    /// <summary>Takes actions on what the steps led to, [A, stride].</summary>
    protected void SetNextActions(float* actions, int rows) => Join(Transitions.NextObservations, actions, rows);

    /// <summary>The gradient of <c>−mean min_i Q_i(s, a)</c> over the first critics for actions of the actor's.</summary>
    /// <param name="actions">[A, stride].</param>
    /// <param name="rows">B.</param>
    /// <param name="total">Rows of the whole sample.</param>
    /// <param name="criticCount">Critics that take part.</param>
    /// <param name="valueSum">The sum of the lowest values.</param>
    /// <returns>[A, stride].</returns>
    protected float* ValueGradient(float* actions, int rows, int total, int criticCount, out double valueSum)
    {
        NetworkEnsemble critics = Networks.Critics;
        Join(Transitions.Observations, actions, rows);
        for (int critic = 0; critic < criticCount; critic++)
            critics.Forward(critic, _otherInputs.Pointer, rows, _workspaces[critic]);
        valueSum = 0;
        for (int row = 0; row < rows; row++)
        {
            int lowest = 0;
            for (int critic = 1; critic < criticCount; critic++)
                if (_workspaces[critic].Outputs[row] < _workspaces[lowest].Outputs[row])
                    lowest = critic;
            valueSum += _workspaces[lowest].Outputs[row];
            for (int critic = 0; critic < criticCount; critic++)
                _workspaces[critic].OutputGradients[row] = critic == lowest ? -1f / total : 0;
        }

        _actionGradients.Span.Clear();
        int stride = critics.Network.InputStride;
        for (int critic = 0; critic < criticCount; critic++)
        {
            critics.Backward(critic, _otherInputs.Pointer, rows, _workspaces[critic], gradient: null, _inputGradients.Pointer);
            for (int a = 0; a < _actionSize; a++)
                for (int row = 0; row < rows; row++)
                    _actionGradients.Pointer[a * Stride + row] += _inputGradients.Pointer[row * stride + _observationSize + a];
        }

        return _actionGradients.Pointer;
    }

    private void ComputeTargets(int rows, long gradientStep)
    {
        ChooseNext(rows, gradientStep);
        Span<float> targets = _targets.AsSpan(0, rows);
        targets.Fill(float.PositiveInfinity);
        for (int critic = 0; critic < Networks.Critics.Count; critic++)
        {
            // Math.Min gives NaN where there is one, so that a diverging critic is seen.
            Networks.Critics.ForwardTarget(critic, _otherInputs.Pointer, rows, _targetWorkspace);
            for (int row = 0; row < rows; row++)
                targets[row] = Math.Min(targets[row], _targetWorkspace.Outputs[row]);
        }

        for (int row = 0; row < rows; row++)
        {
            // No product where there is no next: its value may be of anything.
            float discount = Transitions.Discounts[row];
            targets[row] = Transitions.Rewards[row] + (discount == 0 ? 0 : discount * (targets[row] + NextBonus(row)));
        }
    }

    private void Join(float* observations, float* actions, int rows)
    {
        int observationStride = FloatBuffer.RoundUp(_observationSize), stride = Networks.Critics.Network.InputStride;
        for (int row = 0; row < rows; row++)
        {
            float* input = _otherInputs.Pointer + row * stride;
            new ReadOnlySpan<float>(observations + row * observationStride, _observationSize).CopyTo(new Span<float>(input, _observationSize));
            for (int a = 0; a < _actionSize; a++)
                input[_observationSize + a] = actions[a * Stride + row];
        }
    }

    private void JoinTaken(int rows)
    {
        int observationStride = FloatBuffer.RoundUp(_observationSize), stride = Networks.Critics.Network.InputStride;
        for (int row = 0; row < rows; row++)
        {
            var input = new Span<float>(_takenInputs.Pointer + row * stride, stride);
            new ReadOnlySpan<float>(Transitions.Observations + row * observationStride, _observationSize).CopyTo(input);
            Transitions.Actions.Slice(row * _actionSize, _actionSize).CopyTo(input[_observationSize..]);
        }
    }
}
