using System.Collections.Concurrent;

namespace RlOrleans.HubServer.Faults;

/// <summary>What goes wrong with a request.</summary>
public enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>429 with Retry-After and RateLimit; nothing is done.</summary>
    TooManyRequests,

    /// <summary>500; nothing is done.</summary>
    ErrorBefore,

    /// <summary>500, although it was done.</summary>
    ErrorAfter,

    /// <summary>The connection is cut; nothing is done.</summary>
    CutBefore,

    /// <summary>The connection is cut after it was done: the answer is lost.</summary>
    LostAnswer,

    /// <summary>The answer comes late.</summary>
    Slow,
}

/// <summary>Faults by chance: the share of requests that each kind befalls, 0 to 1.</summary>
public sealed record FaultRates
{
    /// <summary>Share of 429.</summary>
    public double TooManyRequests { get; init; }

    /// <summary>Share of 500 before anything is done.</summary>
    public double ErrorBefore { get; init; }

    /// <summary>Share of 500 after it was done.</summary>
    public double ErrorAfter { get; init; }

    /// <summary>Share of connections cut before anything is done.</summary>
    public double CutBefore { get; init; }

    /// <summary>Share of answers that are lost.</summary>
    public double LostAnswer { get; init; }

    /// <summary>Share of answers that come late.</summary>
    public double Slow { get; init; }

    /// <summary>How late they come.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>What 429 asks to wait, in whole seconds.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>Makes the same faults again for the same order of requests.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Decides which requests fail: those that were asked for first, then by chance.</summary>
public sealed class FaultPlan
{
    private readonly Queue<(string PathPart, FaultKind Kind)> _asked = new();
    private readonly ConcurrentDictionary<FaultKind, int> _counts = new();
    private long _requests;

    internal FaultPlan(FaultRates rates) => Rates = rates;

    /// <summary>Faults by chance.</summary>
    public FaultRates Rates { get; set; }

    /// <summary>How many requests each kind befell.</summary>
    public IReadOnlyDictionary<FaultKind, int> Counts => _counts;

    /// <summary>Has the next request whose path contains a text fail; the order of calls is kept.</summary>
    public void Add(FaultKind kind, string pathPart = "", int count = 1)
    {
        lock (_asked)
        {
            for (int i = 0; i < count; i++)
                _asked.Enqueue((pathPart, kind));
        }
    }

    internal FaultKind Next(string path)
    {
        FaultKind kind = Asked(path) ?? ByChance();
        _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);
        return kind;
    }

    private FaultKind? Asked(string path)
    {
        lock (_asked)
            return _asked.TryPeek(out var next) && path.Contains(next.PathPart, StringComparison.Ordinal) ? _asked.Dequeue().Kind : null;
    }

    private FaultKind ByChance()
    {
        FaultRates rates = Rates;
        double chance = (Mix(rates.Seed + ((ulong)Interlocked.Increment(ref _requests) * 0x9E3779B97F4A7C15)) >> 11) * (1.0 / (1UL << 53));
        foreach ((FaultKind kind, double rate) in (ReadOnlySpan<(FaultKind, double)>)
        [
            (FaultKind.TooManyRequests, rates.TooManyRequests), (FaultKind.ErrorBefore, rates.ErrorBefore), (FaultKind.ErrorAfter, rates.ErrorAfter),
            (FaultKind.CutBefore, rates.CutBefore), (FaultKind.LostAnswer, rates.LostAnswer), (FaultKind.Slow, rates.Slow),
        ])
        {
            if (chance < rate)
                return kind;
            chance -= rate;
        }

        return FaultKind.None;
    }

    // SplitMix64's finaliser (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
