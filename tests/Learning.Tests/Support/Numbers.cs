namespace RlOrleans.Learning.Tests;

/// <summary>Reproducible numbers without a meaning.</summary>
internal sealed class Numbers(uint stream)
{
    private const byte Purpose = 200;

    private readonly CounterRandom _random = new(seed: 12345, Purpose, agent: 0, stream);
    private ulong _counter;

    public float Next(float low = -1, float high = 1) => _random.Uniform(_counter++, low, high);

    public int Below(int count) => _random.Below(_counter++, count);

    public float[] Array(int count, float low = -1, float high = 1)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = Next(low, high);
        return values;
    }

    public FloatBuffer Buffer(int count, float low = -1, float high = 1)
    {
        var buffer = new FloatBuffer(count);
        Array(count, low, high).CopyTo(buffer.Span);
        return buffer;
    }
}
