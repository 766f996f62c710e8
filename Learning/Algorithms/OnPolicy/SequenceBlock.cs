namespace RlOrleans.Learning;

/// <summary>Rows of a minibatch that are whole sequences of one length, side by side: row t · Lanes + lane of the block.</summary>
/// <param name="First">Its first row in the minibatch.</param>
/// <param name="Rows">Length times lanes.</param>
/// <param name="Lanes">Sequences in the block.</param>
/// <param name="FirstLane">Number of its first sequence in the minibatch.</param>
internal readonly record struct SequenceBlock(int First, int Rows, int Lanes, int FirstLane);
