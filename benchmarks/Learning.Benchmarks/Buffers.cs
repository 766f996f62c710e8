namespace RlOrleans.Learning.Benchmarks;

internal static class Buffers
{
    /// <summary>Small values of both signs, so that nothing overflows however often a kernel runs over its own results.</summary>
    public static FloatBuffer Filled(int length)
    {
        var buffer = new FloatBuffer(length);
        for (int i = 0; i < buffer.Length; i++)
            buffer.Span[i] = (i % 17 - 8) / 64f;
        return buffer;
    }
}
