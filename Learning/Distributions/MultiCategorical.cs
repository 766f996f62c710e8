using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// Independent categorical distributions side by side, one for each choice of a multi-discrete action: log-probabilities and
/// entropies add up.
/// </summary>
/// <remarks>Legend: A choices at once, B rows. The logits of choice a follow those of the choices before it.</remarks>
internal sealed unsafe class MultiCategorical : ActionDistribution
{
    private readonly Categorical[] _parts;
    private readonly int _stride;
    private readonly FloatBuffer _entropies;
    private readonly FloatBuffer _actions;

    public MultiCategorical(Kernels kernels, ImmutableArray<int> counts, int rowCapacity)
    {
        _parts = [.. counts.Select(count => new Categorical(kernels, count, rowCapacity))];
        _stride = FloatBuffer.RoundUp(rowCapacity);
        _entropies = new FloatBuffer(rowCapacity);
        _actions = new FloatBuffer(rowCapacity);
        Outputs = counts.Sum();
    }

    public override int Outputs { get; }

    public override int ActionSize => _parts.Length;

    public override float* Entropies => _entropies.Pointer;

    public override void Set(float* outputs, float* parameters, int rows)
    {
        Span<float> entropies = _entropies.Span[..rows];
        entropies.Clear();
        foreach (Categorical part in _parts)
        {
            part.Set(outputs, parameters, rows);
            for (int i = 0; i < rows; i++)
                entropies[i] += part.Entropies[i];
            outputs += part.Outputs * _stride;
        }
    }

    public override void LogProb(ReadOnlySpan<float> actions, Span<float> result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            float sum = 0;
            for (int a = 0; a < _parts.Length; a++)
                sum += _parts[a].LogProbOf(i, (int)actions[i * _parts.Length + a]);
            result[i] = sum;
        }
    }

    public override void Backward(
        float* actions, float* logProbGradients, float entropyGradient, int rows, float* outputGradients, float* parameterGradients)
    {
        for (int a = 0; a < _parts.Length; a++)
        {
            for (int i = 0; i < rows; i++)
                _actions.Pointer[i] = actions[i * _parts.Length + a];
            _parts[a].Backward(_actions.Pointer, logProbGradients, entropyGradient, rows, outputGradients, parameterGradients);
            outputGradients += _parts[a].Outputs * _stride;
        }
    }

    public override void PrepareSampling()
    {
        foreach (Categorical part in _parts)
            part.PrepareSampling();
    }

    public override float Sample(int row, in CounterRandom random, ulong counter, Span<float> action)
    {
        float logProb = 0;
        for (int a = 0; a < _parts.Length; a++)
        {
            int choice = _parts[a].Choose(row, random.Uniform(counter * (ulong)_parts.Length + (ulong)a));
            action[a] = choice;
            logProb += _parts[a].LogProbOf(row, choice);
        }

        return logProb;
    }

    public override void Mode(int row, Span<float> action)
    {
        for (int a = 0; a < _parts.Length; a++)
            _parts[a].Mode(row, action.Slice(a, 1));
    }
}
