using System.Runtime.CompilerServices;

namespace Orleans.Serialization.Buffers;

/// <summary>
/// Bounds how deeply objects nest, so that neither a hostile message nor a long linked list overflows the stack,
/// which would end the process.
/// </summary>
internal static class Nesting
{
    public const int Limit = 500;

    // The stack is measured every few levels only; one probe leaves room for far more frames than these levels need.
    private const int ProbeMask = 7;

    public static void Check(int depth)
    {
        if (depth > Limit || ((depth & ProbeMask) == 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack()))
        {
            Throw(depth);
        }
    }

    private static void Throw(int depth) =>
        throw new SerializerException($"Objects nest {depth} levels deep; at most {Limit} levels are allowed, and no more than the stack holds.");
}
