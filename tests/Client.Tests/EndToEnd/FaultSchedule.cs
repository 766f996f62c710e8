namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>What is taken away at one time; a worker always is.</summary>
internal readonly record struct FaultRound(bool Redis, bool RabbitMq, bool Silo);

/// <summary>
/// Faults spread evenly over some minutes, or over the training where that is shorter: all of them happen, however fast
/// the machine is. In ten minutes a worker is killed 20 times, Redis and RabbitMQ are restarted 3 times each, and the silo
/// is killed twice.
/// </summary>
internal sealed class FaultSchedule(int minutes, long steps)
{
    private int _round;

    /// <summary>Steps of the training.</summary>
    public long Steps => steps;

    public int Workers { get; } = Math.Max(3, 2 * minutes);

    public int Restarts { get; } = Math.Max(1, 3 * minutes / 10);

    public int Silos { get; } = Math.Max(1, 2 * minutes / 10);

    /// <summary>The next faults, if it is time for them; null if not, or if there were enough.</summary>
    public FaultRound? Next(TimeSpan elapsed, double shareTrained)
    {
        double share = Math.Max(elapsed / TimeSpan.FromMinutes(minutes), shareTrained);
        if (_round >= Workers || share < (_round + 1.0) / (Workers + 1))
            return null;
        var faults = new FaultRound(Falls(Restarts, 0.7), Falls(Restarts, 0.5), Falls(Silos, 0.1));
        _round++;
        return faults;
    }

    // Whether one of so many events, spread over the rounds, falls into this one. The phase keeps kinds apart.
    private bool Falls(int count, double phase)
        => Math.Floor(((_round + 1.0) * count / Workers) + phase) > Math.Floor(((double)_round * count / Workers) + phase);
}
