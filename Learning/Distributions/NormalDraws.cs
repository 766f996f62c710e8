namespace RlOrleans.Learning;

/// <summary>Standard normal numbers from counter-based uniform ones (Box and Muller, 1958).</summary>
internal static class NormalDraws
{
    // A block of random words makes two pairs of normal numbers.
    private const int BlockSize = 4;

    /// <summary>Fills with draws that belong to a counter; a longer draw begins with the shorter one's numbers.</summary>
    public static void Fill(in CounterRandom random, ulong counter, Span<float> draws)
    {
        int blocks = (draws.Length + BlockSize - 1) / BlockSize;
        Span<float> four = stackalloc float[BlockSize];
        for (int block = 0; block < blocks; block++)
        {
            (uint x, uint y, uint z, uint w) = random.Block(counter + ((ulong)block << 48));
            Pair(x, y, out four[0], out four[1]);
            Pair(z, w, out four[2], out four[3]);
            Span<float> rest = draws[(block * BlockSize)..];
            four[..Math.Min(BlockSize, rest.Length)].CopyTo(rest);
        }
    }

    // The first uniform number is moved into (0, 1], where the logarithm is finite.
    private static void Pair(uint x, uint y, out float first, out float second)
    {
        float radius = MathF.Sqrt(-2 * MathF.Log(1 - CounterRandom.ToUniform(x)));
        (float sine, float cosine) = MathF.SinCos(2 * MathF.PI * CounterRandom.ToUniform(y));
        first = radius * cosine;
        second = radius * sine;
    }
}
