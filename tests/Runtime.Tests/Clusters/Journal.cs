using System.Collections.Concurrent;

namespace RlOrleans.Runtime.Tests.Clusters;

/// <summary>What grains note down for tests to read, by grain or topic.</summary>
public sealed class Journal
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _entries = new();

    public void Add(string topic, string entry) => _entries.GetOrAdd(topic, static _ => new()).Enqueue(entry);

    public string[] Read(string topic) => _entries.TryGetValue(topic, out var entries) ? [.. entries] : [];

    /// <summary>Waits until there are so many entries.</summary>
    public async Task<string[]> WaitFor(string topic, int count)
    {
        await Until.True(() => Read(topic).Length >= count, () => $"'{topic}' has {Read(topic).Length} of {count} entries: {string.Join(", ", Read(topic))}");
        return Read(topic);
    }
}
