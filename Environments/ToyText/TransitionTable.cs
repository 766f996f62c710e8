namespace RlOrleans.Environments.ToyText;

/// <summary>One of the things that an action can lead to.</summary>
/// <param name="Probability">How likely it is; those of one state and action sum to 1.</param>
/// <param name="NextState">The state that it leads to.</param>
/// <param name="Reward">The reward of the step.</param>
/// <param name="Terminated">Whether it ends the episode.</param>
internal readonly record struct Transition(double Probability, int NextState, float Reward, bool Terminated);

/// <summary>A Markov decision process with few states, written out: what every action does in every state.</summary>
internal sealed class TransitionTable
{
    // [StateCount, ActionCount, MaxOutcomes], padded with outcomes that are never drawn.
    private readonly Transition[] _transitions;

    // Beside each transition: it is drawn by the random words below the bound, and above the one before it.
    private readonly ulong[] _bounds;
    private readonly int[] _outcomeCounts;
    private readonly int[] _startStates;
    private readonly bool[] _playable;

    /// <summary>Makes the table of a process.</summary>
    /// <param name="stateCount">How many states there are.</param>
    /// <param name="actionCount">How many actions each has.</param>
    /// <param name="startStates">Where episodes start, each as likely as any other.</param>
    /// <param name="outcomes">What an action does in a state.</param>
    public TransitionTable(int stateCount, int actionCount, int[] startStates, Func<int, int, Transition[]> outcomes)
    {
        StateCount = stateCount;
        ActionCount = actionCount;
        _startStates = startStates;
        Transition[][] all = [.. Enumerable.Range(0, stateCount * actionCount).Select(i => outcomes(i / actionCount, i % actionCount))];
        MaxOutcomes = all.Max(each => each.Length);
        _outcomeCounts = [.. all.Select(each => each.Length)];
        _transitions = new Transition[all.Length * MaxOutcomes];
        _bounds = new ulong[all.Length * MaxOutcomes];
        for (int i = 0; i < all.Length; i++)
        {
            double probability = 0;
            for (int k = 0; k < all[i].Length; k++)
            {
                probability += all[i][k].Probability;
                _transitions[i * MaxOutcomes + k] = all[i][k];
                _bounds[i * MaxOutcomes + k] = k == all[i].Length - 1 ? ulong.MaxValue : (ulong)(probability * (1L << 32));
            }
        }

        _playable = FindPlayable();
    }

    public int StateCount { get; }

    public int ActionCount { get; }

    /// <summary>The most outcomes of any action; 1 where nothing is left to chance.</summary>
    public int MaxOutcomes { get; }

    /// <summary>Everything that an action can lead to.</summary>
    public ReadOnlySpan<Transition> Outcomes(int state, int action) =>
        _transitions.AsSpan((state * ActionCount + action) * MaxOutcomes, _outcomeCounts[state * ActionCount + action]);

    /// <summary>Draws a state to start from.</summary>
    public int Start(in StepRandom random) => _startStates.Length == 1 ? _startStates[0] : _startStates[random.Below(0, _startStates.Length)];

    /// <summary>Draws what an action leads to.</summary>
    public ref readonly Transition Draw(int state, int action, in StepRandom random)
    {
        int i = (state * ActionCount + action) * MaxOutcomes;
        if (_outcomeCounts[state * ActionCount + action] > 1)
        {
            uint word = random.Block(0).X;
            while (word >= _bounds[i])
                i++;
        }

        return ref _transitions[i];
    }

    /// <summary>Whether an episode can be in a state and go on.</summary>
    public bool IsPlayable(int state) => (uint)state < (uint)StateCount && _playable[state];

    private bool[] FindPlayable()
    {
        var playable = new bool[StateCount];
        var found = new Stack<int>(_startStates);
        while (found.TryPop(out int state))
        {
            if (playable[state])
                continue;
            playable[state] = true;
            for (int action = 0; action < ActionCount; action++)
            {
                foreach (Transition outcome in Outcomes(state, action))
                {
                    if (!outcome.Terminated)
                        found.Push(outcome.NextState);
                }
            }
        }

        return playable;
    }
}
