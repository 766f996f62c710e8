namespace RlOrleans.Client.Display;

/// <summary>
/// Keeps what a silo logs until the run has gone on after it. When the run ends with it instead, the run's own message
/// says what happened, and the lines that led there would only bury it.
/// </summary>
internal sealed class HeldWarnings(Action<string> show)
{
    private const int MaxHeld = 100;
    private static readonly bool ShowAtOnce = Environment.GetEnvironmentVariable("RL_DEBUG") == "1";

    private readonly Lock _gate = new();
    private readonly List<string> _held = [];
    private int _dropped;

    /// <summary>Takes a line. From any thread.</summary>
    public void Add(string line)
    {
        if (ShowAtOnce)
        {
            show(line);
            return;
        }

        lock (_gate)
        {
            if (_held.Count < MaxHeld)
                _held.Add(line);
            else
                _dropped++;
        }
    }

    /// <summary>Shows what is held.</summary>
    public void Flush()
    {
        string[] lines;
        int dropped;
        lock (_gate)
        {
            (lines, dropped) = ([.. _held], _dropped);
            Clear();
        }

        foreach (string line in lines)
            show(line);
        if (dropped > 0)
            show($"warning: and {dropped} more");
    }

    /// <summary>Forgets what is held: it was said otherwise.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _held.Clear();
            _dropped = 0;
        }
    }
}
