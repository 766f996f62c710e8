using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RlOrleans.Learning;

/// <summary>
/// Orthogonal initial weights (Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in
/// deep linear neural networks", 2014): rows or columns, whichever are fewer, are orthonormal, times a gain.
/// </summary>
internal static class OrthogonalInitialiser
{
    // Shorter vectors are summed from their begin to their end, longer ones in lanes: several times as fast, and a matrix of
    // 512 x 3136 has a billion products.
    private const int LongVector = 1024;

    /// <param name="weights">[rows, columns], filled.</param>
    /// <param name="rows">Outputs of the layer.</param>
    /// <param name="columns">Inputs of the layer.</param>
    /// <param name="gain">Length of each orthogonal vector.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="network">Which network of the learner.</param>
    /// <param name="layer">Which layer of the network.</param>
    public static void Fill(Span<float> weights, int rows, int columns, float gain, ulong seed, uint network, uint layer)
    {
        int vectors = Math.Min(rows, columns), length = Math.Max(rows, columns);
        double[] basis = new double[vectors * length];
        var random = new CounterRandom(seed, RandomPurpose.Initialisation, network, layer);
        for (int i = 0; i < basis.Length; i++)
            basis[i] = Normal(random, (ulong)i);

        for (int v = 0; v < vectors; v++)
        {
            Span<double> vector = basis.AsSpan(v * length, length);

            // Gram and Schmidt's process, run twice: once leaves errors of the order of the vectors' dependence
            // (Giraud, Langou and Rozložník, 2005).
            for (int pass = 0; pass < 2; pass++)
                for (int u = 0; u < v; u++)
                    RemoveProjection(vector, basis.AsSpan(u * length, length));

            double norm = Math.Sqrt(Dot(vector, vector));
            for (int i = 0; i < length; i++)
                vector[i] /= norm;
        }

        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++)
                weights[r * columns + c] = (float)(gain * (rows <= columns ? basis[r * length + c] : basis[c * length + r]));
    }

    private static void RemoveProjection(Span<double> vector, ReadOnlySpan<double> unit)
    {
        double dot = Dot(vector, unit);
        Span<Vector512<double>> lanes = MemoryMarshal.Cast<double, Vector512<double>>(vector);
        ReadOnlySpan<Vector512<double>> unitLanes = MemoryMarshal.Cast<double, Vector512<double>>(unit);
        for (int i = 0; i < lanes.Length; i++)
            lanes[i] -= dot * unitLanes[i];
        for (int i = lanes.Length * Vector512<double>.Count; i < vector.Length; i++)
            vector[i] -= dot * unit[i];
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        int done = 0;
        if (left.Length >= LongVector)
            (sum, done) = DotOfLanes(MemoryMarshal.Cast<double, Vector512<double>>(left), MemoryMarshal.Cast<double, Vector512<double>>(right));
        for (int i = done; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    // A vector of this width is made up of narrower ones where the machine has none: the sums are the same everywhere.
    private static (double Sum, int Done) DotOfLanes(ReadOnlySpan<Vector512<double>> left, ReadOnlySpan<Vector512<double>> right)
    {
        Vector512<double> a = Vector512<double>.Zero, b = a, c = a, d = a;
        int i = 0;
        for (; i + 4 <= left.Length; i += 4)
        {
            a += left[i] * right[i];
            b += left[i + 1] * right[i + 1];
            c += left[i + 2] * right[i + 2];
            d += left[i + 3] * right[i + 3];
        }

        a = a + b + (c + d);
        double sum = 0;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            sum += a[lane];
        return (sum, i * Vector512<double>.Count);
    }

    // Box and Muller, 1958. The first uniform number is moved into (0, 1], where the logarithm is finite.
    private static double Normal(in CounterRandom random, ulong counter)
    {
        (uint x, uint y, _, _) = random.Block(counter);
        double radius = Math.Sqrt(-2 * Math.Log((x + 1.0) / 4294967296.0));
        return radius * Math.Cos(2 * Math.PI * (y / 4294967296.0));
    }
}
