namespace RlOrleans.Environments.Service.Remote;

/// <summary>How patient the client of an environment service is.</summary>
public sealed record RemoteEnvironmentOptions
{
    /// <summary>How long one request may take; 1 millisecond to 1 hour. Default: 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a service that does not answer is asked again; at most a day. Zero asks once. Default: 60 seconds.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The wait before the second attempt; each later one waits twice as long, up to <see cref="LongestBackoff"/>. Default: 50 ms.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest wait between two attempts. Default: 2 seconds.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Steps between two snapshots that the client keeps for itself, 0 to 65,536: lanes that are lost with their server are
    /// restored from the latest one and the actions since. 0 keeps none, and lanes that are lost cannot be restored. Default: 256.
    /// </summary>
    public int SnapshotEverySteps { get; init; } = 256;

    /// <summary>The clock of timeouts and waits. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told in one sentence when a service is waited for, has come back, or has lost what it held. Default: nobody.</summary>
    public Action<string>? OnTrouble { get; init; }

    /// <summary>Refuses values out of range, all at once.</summary>
    /// <exception cref="ArgumentException">Something is out of range; the message names each option, its value and what is allowed.</exception>
    public void Validate()
    {
        var mistakes = new List<string>();
        Range(nameof(RequestTimeout), RequestTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        Range(nameof(GiveUpAfter), GiveUpAfter, TimeSpan.Zero, TimeSpan.FromDays(1));
        Range(nameof(FirstBackoff), FirstBackoff, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Range(nameof(LongestBackoff), LongestBackoff, FirstBackoff, TimeSpan.FromMinutes(10));
        if (SnapshotEverySteps is < 0 or > 65_536)
            mistakes.Add($"{nameof(SnapshotEverySteps)} is {SnapshotEverySteps}; it must be 0 to 65536");
        if (mistakes.Count > 0)
            throw new ArgumentException(string.Join("; ", mistakes));

        void Range(string name, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
                mistakes.Add($"{name} is {value}; it must be {least} to {most}");
        }
    }
}
