namespace RlOrleans.Learning;

/// <summary>
/// How the rows of a batch follow each other in time, for layers that carry a state. Rows are time-major: row
/// <c>t · Lanes + lane</c>. Layers without a state pay no heed to it.
/// </summary>
/// <param name="lanes">Lanes side by side; 0 where the network carries no state.</param>
/// <param name="keeps">[T · Lanes]: 1 where the state before the row is carried on, 0 where an episode begins with the row. Null where all are carried on.</param>
/// <param name="initialState">[Lanes, state size]: the state before the first row.</param>
/// <param name="finalState">[Lanes, state size]: filled with the state after the last row; may be the same memory. Null where not wanted.</param>
internal unsafe readonly struct Sequence(int lanes, float* keeps, float* initialState, float* finalState)
{
    public readonly int Lanes = lanes;
    public readonly float* Keeps = keeps;
    public readonly float* InitialState = initialState;
    public readonly float* FinalState = finalState;
}
