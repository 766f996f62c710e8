using System.Runtime.Intrinsics;

namespace RlOrleans.Learning;

/// <summary>
/// The arithmetic of learning on raw memory, for one vector width. Every result is a pure function of its inputs and of
/// the width: reductions have one fixed order, and a row of a product does not depend on the rows beside it, so acting
/// on one lane or on a thousand gives the same bits.
/// </summary>
/// <remarks>
/// Legend: m rows, n columns, k inner length; strides in floats. Buffers are <see cref="FloatBuffer"/>s or parts of
/// them that start at a multiple of <see cref="FloatBuffer.Line"/>; kernels may read and write up to the next multiple
/// of it beyond the given count, where the owner keeps padding.
/// </remarks>
internal abstract unsafe class Kernels
{
    /// <summary>The widest kernels that this machine accelerates.</summary>
    public static Kernels Best { get; } =
        Vector512.IsHardwareAccelerated ? new Kernels<Simd512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated ? new Kernels<Simd256, Vector256<float>>()
        : new Kernels<Simd128, Vector128<float>>();

    /// <summary>All kernels that this machine accelerates, and the narrowest in any case.</summary>
    public static IEnumerable<Kernels> Supported
    {
        get
        {
            if (Vector512.IsHardwareAccelerated)
                yield return new Kernels<Simd512, Vector512<float>>();
            if (Vector256.IsHardwareAccelerated)
                yield return new Kernels<Simd256, Vector256<float>>();
            yield return new Kernels<Simd128, Vector128<float>>();
        }
    }

    /// <summary>Floats in a vector.</summary>
    public abstract int VectorCount { get; }

    /// <summary>
    /// <c>C[m, n] = activation(A[m, k] · B[k, n] + bias[n])</c>; 2·m·n·k floating-point operations.
    /// </summary>
    /// <param name="rows">m.</param>
    /// <param name="columns">n, a multiple of <see cref="FloatBuffer.Line"/>.</param>
    /// <param name="inner">k; may be 0.</param>
    /// <param name="left">A: element (i, p) at <c>i * leftRow + p * leftColumn</c>, so a transposed matrix costs nothing.</param>
    /// <param name="leftRow">Distance between rows of A.</param>
    /// <param name="leftColumn">Distance between columns of A.</param>
    /// <param name="right">B, row-major.</param>
    /// <param name="rightStride">Distance between rows of B.</param>
    /// <param name="bias">n values, or null for zeros.</param>
    /// <param name="activation">Applied as the result is stored.</param>
    /// <param name="result">C, row-major; must not overlap the operands.</param>
    /// <param name="resultStride">Distance between rows of C.</param>
    public abstract void Multiply(
        int rows, int columns, int inner,
        float* left, nint leftRow, nint leftColumn,
        float* right, nint rightStride,
        float* bias, Activation activation,
        float* result, nint resultStride);

    /// <summary>
    /// <c>C[m, n] = (A · B) ⊙ activation'(Y)</c>, where Y are the activated outputs that the gradient flows back through;
    /// Y has the strides of C.
    /// </summary>
    public abstract void MultiplyActivationGradient(
        int rows, int columns, int inner,
        float* left, nint leftRow, nint leftColumn,
        float* right, nint rightStride,
        float* activated, Activation activation,
        float* result, nint resultStride);

    /// <summary>
    /// <c>C[o, m] = W[o, k] · X[m, k]ᵀ + bias[o]</c>: few outputs of many rows, stored output by output so that losses
    /// run over whole vectors of rows. X and W are padded with zeros to whole lines.
    /// </summary>
    public abstract void MultiplyNarrow(
        int rows, int outputs, int inner,
        float* input, nint inputStride,
        float* weights, nint weightStride,
        float* bias,
        float* result, nint resultStride);

    /// <summary><c>result[n] = Σ_m A[m, n]</c>, in order of m.</summary>
    public abstract void SumRows(int rows, int columns, float* matrix, nint stride, float* result);

    /// <summary><c>result[j, i] = matrix[i, j]</c>.</summary>
    public abstract void Transpose(int rows, int columns, float* matrix, nint stride, float* result, nint resultStride);

    /// <summary>Copies the given rows of a matrix, one under the other; the stride is a multiple of <see cref="FloatBuffer.Line"/>.</summary>
    public abstract void GatherRows(ReadOnlySpan<int> rows, int stride, float* matrix, float* result);

    /// <summary>The sum of count values.</summary>
    public abstract float Sum(float* values, int count);

    /// <summary>The sum of squares of count values, a multiple of <see cref="FloatBuffer.Line"/>.</summary>
    public abstract float SumSquares(float* values, int count);

    /// <summary><c>sum += values</c>, element by element; count is a multiple of <see cref="FloatBuffer.Line"/>.</summary>
    public abstract void Accumulate(float* values, float* sum, int count);

    /// <summary>e to the power of each value; within 2 units in the last place.</summary>
    public abstract void Exp(float* values, float* result, int count);

    /// <summary>The natural logarithm of each value, positive and normal; within 3 units in the last place.</summary>
    public abstract void Log(float* values, float* result, int count);

    /// <summary>The hyperbolic tangent of each value; within 5 units in the last place.</summary>
    public abstract void Tanh(float* values, float* result, int count);

    /// <summary>
    /// Log-probabilities and entropies of categorical distributions: <c>logits[a, i]</c> for a in choices and i in rows,
    /// stored choice by choice.
    /// </summary>
    /// <param name="choices">Number of choices, at least 1.</param>
    /// <param name="rows">Number of distributions.</param>
    /// <param name="logits">[choices, stride].</param>
    /// <param name="stride">Distance between choices, a multiple of <see cref="FloatBuffer.Line"/>, at least rows.</param>
    /// <param name="logProbs">[choices, stride], natural logarithms; may be the same memory as the logits.</param>
    /// <param name="entropies">[rows], in nats.</param>
    public abstract void LogSoftmax(int choices, int rows, float* logits, nint stride, float* logProbs, float* entropies);

    /// <summary>
    /// The gradient of a function of the chosen log-probability and of the entropy with respect to the logits:
    /// <c>g_a = dLogProb · (1[a = action] − p_a) − dEntropy · p_a · (log p_a + H)</c>.
    /// </summary>
    public abstract void LogSoftmaxGradient(
        int choices, int rows, float* logProbs, nint stride, float* entropies,
        float* actions, float* logProbGradients, float entropyGradient, float* logitGradients);

    /// <summary>
    /// One step of Adam (Kingma and Ba, 2015, algorithm 1, with the bias corrections folded into the step size):
    /// <c>g = scale · gradient</c>, <c>m += firstGain (g − m)</c>, <c>v = secondDecay · v + secondGain · g²</c>,
    /// <c>w −= stepSize · m / (√v · inverseRootCorrection + epsilon)</c>.
    /// </summary>
    public abstract void Adam(
        int count, float* weights, float* gradients, float* firstMoments, float* secondMoments,
        float scale, float firstGain, float secondDecay, float secondGain, float epsilon, float stepSize, float inverseRootCorrection);
}
