namespace RlOrleans.Learning;

/// <summary>Parameters that threads share out in blocks, so that each block stays with the thread whose cache holds it.</summary>
internal interface IParameterBlocks
{
    /// <summary>Blocks, which cover all parameters.</summary>
    int Blocks { get; }

    /// <summary>Where a block lies in the parameters: whole lines.</summary>
    (int First, int Count) BlockRange(int block);

    /// <summary>Must follow every change of a block; of different blocks at once, if need be.</summary>
    void BlockChanged(int block);
}
