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
internal abstract unsafe partial class Kernels
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

    /// <summary>Chains of <see cref="MultiplyAddChains"/>.</summary>
    internal const int PeakChains = 12;

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
    /// <param name="places">
    /// The k places of the inner dimension that are added up, in this order, where not all are; one place more is read. Where
    /// what is left out is zero, the bits are those of the whole product.
    /// </param>
    public abstract void Multiply(
        int rows, int columns, int inner,
        float* left, nint leftRow, nint leftColumn,
        float* right, nint rightStride,
        float* bias, Activation activation,
        float* result, nint resultStride, int* places = null);

    /// <summary>
    /// <c>C[m, n] = (A · B) ⊙ activation'(Y)</c>, where Y are the activated outputs that the gradient flows back through;
    /// Y has the strides of C.
    /// </summary>
    public abstract void MultiplyActivationGradient(
        int rows, int columns, int inner,
        float* left, nint leftRow, nint leftColumn,
        float* right, nint rightStride,
        float* activated, Activation activation,
        float* result, nint resultStride, int* places = null);

    /// <summary><c>C[m, n] += A[m, k] · B[k, n]</c>: the terms are added one by one to what C holds, in order of k.</summary>
    public abstract void MultiplyAccumulate(
        int rows, int columns, int inner,
        float* left, nint leftRow, nint leftColumn,
        float* right, nint rightStride,
        float* result, nint resultStride);

    /// <summary>
    /// <see cref="Multiply"/> where element (i, p) of A lies at <c>rowPlaces[i] + columnPlaces[p]</c>: the windows of a
    /// convolution, or their transpose, that need not be unfolded. One place more is read of the columns' list.
    /// </summary>
    public abstract void MultiplyWindows(
        int rows, int columns, int inner,
        float* left, int* rowPlaces, int* columnPlaces,
        float* right, nint rightStride,
        float* bias, Activation activation,
        float* result, nint resultStride);

    /// <summary><see cref="MultiplyAccumulate"/> with the same A.</summary>
    public abstract void MultiplyWindowsAccumulate(
        int rows, int columns, int inner,
        float* left, int* rowPlaces, int* columnPlaces,
        float* right, nint rightStride,
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

    /// <summary>Writes the numbers of the columns that are not zero in all rows, in ascending order, and returns how many they are.</summary>
    /// <param name="rows">m.</param>
    /// <param name="columns">n, a multiple of <see cref="FloatBuffer.Line"/>.</param>
    /// <param name="matrix">[m, stride].</param>
    /// <param name="stride">Distance between rows.</param>
    /// <param name="numbers">n places.</param>
    public abstract int FindNonzeroColumns(int rows, int columns, float* matrix, nint stride, int* numbers);

    /// <summary>
    /// Copies the given columns of a matrix, in ascending order, one beside the other; what is left of the result's rows,
    /// which are as short as whole lines allow, becomes zero. A line of memory after the result may be written over.
    /// </summary>
    public abstract void GatherColumns(int rows, ReadOnlySpan<int> columns, float* matrix, nint stride, float* result, int resultStride);

    /// <summary>
    /// The reverse of <see cref="GatherColumns"/>: puts columns to their places in rows of whole lines, which are zero in all
    /// others. A line after the columns may be read.
    /// </summary>
    public abstract void ScatterColumns(int rows, ReadOnlySpan<int> columns, float* matrix, nint stride, float* result, int resultStride);

    /// <summary>The sum of count values.</summary>
    public abstract float Sum(float* values, int count);

    /// <summary>The sum of squares of count values, a multiple of <see cref="FloatBuffer.Line"/>.</summary>
    public abstract float SumSquares(float* values, int count);

    /// <summary><c>sum += values</c>, element by element; count is a multiple of <see cref="FloatBuffer.Line"/>.</summary>
    public abstract void Accumulate(float* values, float* sum, int count);

    /// <summary>
    /// <c>result[i, j] = factors[i] · matrix[i, j]</c>, which for instance forgets the state of lanes whose episode ended;
    /// columns is a multiple of <see cref="FloatBuffer.Line"/>. The result may be the matrix.
    /// </summary>
    public abstract void ScaleRows(int rows, int columns, float* matrix, nint stride, float* factors, float* result, nint resultStride);

    /// <summary>e to the power of each value; within 2 units in the last place.</summary>
    public abstract void Exp(float* values, float* result, int count);

    /// <summary>The natural logarithm of each value, positive and normal; within 3 units in the last place.</summary>
    public abstract void Log(float* values, float* result, int count);

    /// <summary>The hyperbolic tangent of each value; within 5 units in the last place.</summary>
    public abstract void Tanh(float* values, float* result, int count);

    /// <summary>The logistic function 1 / (1 + e^−x) of each value; within 3 units in the last place down to −87.3.</summary>
    public abstract void Sigmoid(float* values, float* result, int count);

    /// <summary>ln(1 + e^x) of each value; within 4 units in the last place down to −87.3, where it stays at e^−87.3.</summary>
    public abstract void Softplus(float* values, float* result, int count);

    /// <summary>
    /// <c>result = gradients ⊙ activation'(Y)</c>, where Y are the activated outputs; the result may be the gradients.
    /// </summary>
    public abstract void ActivationGradient(float* gradients, float* activated, Activation activation, float* result, int count);

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
    /// The loss whose minimum are the quantiles of the targets, smooth near zero (Dabney et al., 2018, equation 10), of each
    /// row: <c>Σ_i mean_j |τ_i − 1[u_ij &lt; 0]| · H(u_ij)</c> with <c>u_ij = target_j − θ_i</c>, <c>τ_i = (i + ½) / quantiles</c>
    /// and Huber's H with its bend at 1. Where u is NaN, so is the loss.
    /// </summary>
    /// <param name="quantiles">Of the estimates and of the targets.</param>
    /// <param name="rows">m, a multiple of <see cref="FloatBuffer.Line"/>.</param>
    /// <param name="estimates">θ [quantiles, m].</param>
    /// <param name="targets">[quantiles, m].</param>
    /// <param name="losses">[m], filled.</param>
    /// <param name="gradients">[quantiles, m], filled with the gradients of each row's own loss by its estimates.</param>
    public abstract void QuantileHuber(int quantiles, int rows, float* estimates, float* targets, float* losses, float* gradients);

    /// <summary>
    /// One step of Adam (Kingma and Ba, 2015, algorithm 1, with the bias corrections folded into the step size):
    /// <c>g = scale · gradient</c>, <c>m += firstGain (g − m)</c>, <c>v = secondDecay · v + secondGain · g²</c>,
    /// <c>w −= stepSize · m / (√v · inverseRootCorrection + epsilon)</c>.
    /// </summary>
    public abstract void Adam(
        int count, float* weights, float* gradients, float* firstMoments, float* secondMoments,
        float scale, float firstGain, float secondDecay, float secondGain, float epsilon, float stepSize, float inverseRootCorrection);

    /// <summary>
    /// One step of RMSprop (Tieleman and Hinton, 2012) as PyTorch has it, not centred and without momentum:
    /// <c>g = scale · gradient</c>, <c>v = decay · v + gain · g²</c> with gain = 1 − decay,
    /// <c>w −= stepSize · g / (√v + epsilon)</c>.
    /// </summary>
    public abstract void RmsProp(
        int count, float* weights, float* gradients, float* squareAverages, float scale, float decay, float gain, float epsilon, float stepSize);

    /// <summary>
    /// <c>target += tau · (source − target)</c>: the slowly following network of Lillicrap et al., 2016 (Polyak averaging);
    /// count is a multiple of <see cref="FloatBuffer.Line"/>.
    /// </summary>
    public abstract void Interpolate(float* target, float* source, float tau, int count);

    /// <summary>
    /// A step of a long short-term memory (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000),
    /// after the products: <c>i, f, o = σ(z)</c>, <c>g = tanh(z_g)</c>, <c>c = f ⊙ c' + i ⊙ g</c>, <c>h = o ⊙ tanh(c)</c>.
    /// </summary>
    /// <param name="rows">B.</param>
    /// <param name="units">H with padding, a multiple of <see cref="FloatBuffer.Line"/>. Zeros in z and c' give zeros in c and h.</param>
    /// <param name="gates">[B, 4, H]: z in the order i, f, g, o (PyTorch's); replaced by the activated gates, which the gradient needs.</param>
    /// <param name="previousCell">c' [B, H].</param>
    /// <param name="cell">c [B, H]; may be the memory of c' where no gradient is wanted.</param>
    /// <param name="hidden">h [B, H].</param>
    public abstract void LstmCell(int rows, int units, float* gates, float* previousCell, float* cell, float* hidden);

    /// <summary>
    /// The gradient of <see cref="LstmCell"/>: <c>dc += dh ⊙ o ⊙ (1 − tanh²c)</c>; <c>dz_i = dc ⊙ g ⊙ i(1 − i)</c>,
    /// <c>dz_f = dc ⊙ c' ⊙ f(1 − f)</c>, <c>dz_g = dc ⊙ i ⊙ (1 − g²)</c>, <c>dz_o = dh ⊙ tanh c ⊙ o(1 − o)</c>; <c>dc' = dc ⊙ f</c>.
    /// </summary>
    /// <param name="rows">B.</param>
    /// <param name="units">H with padding.</param>
    /// <param name="gates">The activated gates that <see cref="LstmCell"/> left.</param>
    /// <param name="previousCell">c'.</param>
    /// <param name="cell">c.</param>
    /// <param name="hiddenGradient">dh [B, H]: from above and from the next step.</param>
    /// <param name="cellGradient">dc [B, H]: from the next step.</param>
    /// <param name="gateGradients">dz [B, 4, H]; may be the memory of the gates.</param>
    /// <param name="previousCellGradient">dc' [B, H]; may be the memory of dc.</param>
    public abstract void LstmCellGradient(
        int rows, int units, float* gates, float* previousCell, float* cell,
        float* hiddenGradient, float* cellGradient, float* gateGradients, float* previousCellGradient);

    /// <summary>Adds the gradients of windows, one row each, to the pixels that the windows show, in order of windows. See <see cref="Convolution"/>.</summary>
    public abstract void AccumulatePatches(in ConvolutionShape shape, int images, float* patches, float* result, nint resultStride);

    /// <summary>
    /// Independent chains of fused multiply-adds on registers, the most arithmetic that the machine does:
    /// 2 · iterations · <see cref="PeakChains"/> · <see cref="VectorCount"/> operations. The sums, one vector a chain, are stored at the end.
    /// </summary>
    public abstract void MultiplyAddChains(int iterations, float* sums);
}
