namespace RlOrleans.Learning;

/// <summary>The discrete action of the highest value, or while exploring with probability ε any of them.</summary>
internal abstract unsafe class EpsilonGreedyHead(int choices) : PolicyHead
{
    private float _epsilon;

    public override int ActionSize => 1;

    /// <summary>One: ε, from 0 to 1.</summary>
    public override int ParameterCount => 1;

    /// <summary>C.</summary>
    protected int Choices { get; } = choices;

    public override void Set(float* outputs, float* parameters, int rows)
    {
        _epsilon = parameters[0];
        SetValues(outputs, rows);
    }

    /// <summary>Takes the outputs of a batch of which no action will be drawn.</summary>
    public abstract void SetValues(float* outputs, int rows);

    /// <summary>The expected return of an action.</summary>
    public abstract float ValueOf(int row, int choice);

    /// <summary>The first of the actions with the highest value.</summary>
    public int Best(int row)
    {
        int best = 0;
        for (int choice = 1; choice < Choices; choice++)
            if (ValueOf(row, choice) > ValueOf(row, best))
                best = choice;
        return best;
    }

    public override float Sample(int row, in CounterRandom random, ulong counter, Span<float> action)
    {
        (uint explores, uint choice, _, _) = random.Block(counter);
        action[0] = CounterRandom.ToUniform(explores) < _epsilon ? (int)(((ulong)choice * (uint)Choices) >> 32) : Best(row);
        return 0;
    }

    public override void Mode(int row, Span<float> action) => action[0] = Best(row);
}
