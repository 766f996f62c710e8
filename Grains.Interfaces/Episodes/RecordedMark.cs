using System.Collections.Immutable;

namespace RlOrleans.Episodes;

/// <summary>
/// How far the episodes of a source, an agent or the evaluation, are recorded. What a resume plays again, equal or not, is
/// told by it from what is new.
/// </summary>
[GenerateSerializer, Immutable, Alias("rl.RecordedMark")]
public sealed record RecordedMark
{
    /// <summary>Nothing is recorded.</summary>
    public static readonly RecordedMark None = new() { Shard = -1, NextOrdinal = 0, NextEpisodes = [] };

    /// <summary>Number of the newest shard that holds any; -1 while none does.</summary>
    [Id(0)] public required int Shard { get; init; }

    /// <summary>The ordinal after the last of them.</summary>
    [Id(1)] public required long NextOrdinal { get; init; }

    /// <summary>By lane, the episode number after the last of them; 0, or beyond the end, where a lane has none.</summary>
    [Id(2)] public required ImmutableArray<uint> NextEpisodes { get; init; }

    /// <summary>How far the episodes of one shard go.</summary>
    public static RecordedMark Of(int shard, ReadOnlySpan<Episode> episodes)
    {
        int lanes = 0;
        foreach (var episode in episodes)
        {
            lanes = Math.Max(lanes, episode.Lane + 1);
        }

        var next = ImmutableArray.CreateBuilder<uint>(lanes);
        next.Count = lanes;
        foreach (var episode in episodes)
        {
            next[episode.Lane] = episode.EpisodeNumber + 1;
        }

        return new() { Shard = shard, NextOrdinal = episodes.IsEmpty ? 0 : episodes[^1].Ordinal + 1, NextEpisodes = next.MoveToImmutable() };
    }

    /// <summary>Whether an episode of a lane is recorded.</summary>
    public bool Holds(int lane, uint episode) => lane < NextEpisodes.Length && episode < NextEpisodes[lane];

    /// <summary>This, and the shards up to a newer one.</summary>
    public RecordedMark Then(RecordedMark newer)
    {
        var next = ImmutableArray.CreateBuilder<uint>(Math.Max(NextEpisodes.Length, newer.NextEpisodes.Length));
        for (int lane = 0; lane < next.Capacity; lane++)
        {
            next.Add(Math.Max(At(NextEpisodes, lane), At(newer.NextEpisodes, lane)));
        }

        return newer with { NextEpisodes = next.MoveToImmutable() };
    }

    private static uint At(ImmutableArray<uint> next, int lane) => lane < next.Length ? next[lane] : 0;
}
