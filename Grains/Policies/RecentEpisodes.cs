using System.Collections.Immutable;

namespace RlOrleans.Policies;

/// <summary>Returns and lengths of the latest episodes: the learning curve's running mean.</summary>
internal sealed class RecentEpisodes
{
    /// <summary>How many episodes the mean is over, as Stable-Baselines3 and Gymnasium's statistics have it.</summary>
    public const int Window = 100;

    private readonly Queue<double> _returns = new(Window);
    private readonly Queue<int> _lengths = new(Window);

    public double MeanReturn => _returns.Count == 0 ? double.NaN : _returns.Average();

    public double MeanLength => _lengths.Count == 0 ? double.NaN : _lengths.Average();

    public ImmutableArray<double> Returns => [.. _returns];

    public ImmutableArray<int> Lengths => [.. _lengths];

    public void Add(double episodeReturn, int length)
    {
        if (_returns.Count == Window)
        {
            _returns.Dequeue();
            _lengths.Dequeue();
        }

        _returns.Enqueue(episodeReturn);
        _lengths.Enqueue(length);
    }

    public void Restore(ImmutableArray<double> returns, ImmutableArray<int> lengths)
    {
        _returns.Clear();
        _lengths.Clear();
        foreach (double value in returns)
        {
            _returns.Enqueue(value);
        }

        foreach (int length in lengths)
        {
            _lengths.Enqueue(length);
        }
    }
}
