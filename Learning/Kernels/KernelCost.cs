namespace RlOrleans.Learning;

/// <summary>What a kernel has to do at the least, so that a benchmark can tell the share of the machine's limit that it reaches.</summary>
/// <param name="FloatingPointOperations">Additions and multiplications; a fused multiply-add counts as two, as is usual. Elementary functions are not counted.</param>
/// <param name="BytesMoved">Operands read and results written, each once.</param>
internal readonly record struct KernelCost(long FloatingPointOperations, long BytesMoved)
{
    public static KernelCost operator +(KernelCost left, KernelCost right) =>
        new(left.FloatingPointOperations + right.FloatingPointOperations, left.BytesMoved + right.BytesMoved);

    public static KernelCost operator *(KernelCost cost, long times) =>
        new(cost.FloatingPointOperations * times, cost.BytesMoved * times);
}
