using System.Collections.Immutable;
using RlOrleans.Episodes;

namespace RlOrleans.Worker.Datasets;

/// <summary>Gathers the steps of one episode from its rows.</summary>
internal sealed class EpisodeSteps(EpisodeRow row)
{
    private readonly ImmutableArray<float>.Builder _observations = ImmutableArray.CreateBuilder<float>();
    private readonly ImmutableArray<float>.Builder _actions = ImmutableArray.CreateBuilder<float>();
    private readonly ImmutableArray<float>.Builder _rewards = ImmutableArray.CreateBuilder<float>();
    private readonly ImmutableArray<float>.Builder _logProbs = ImmutableArray.CreateBuilder<float>();
    private readonly ImmutableArray<long>.Builder _policyVersions = ImmutableArray.CreateBuilder<long>();
    private bool _discrete;
    private int _count;

    public void Add(StepGroup group, int first, int end)
    {
        _discrete = group.ActionIndex is not null;
        for (int i = first; i < end; i++, _count++)
        {
            bool isFinal = _count == row.Length;
            if (group.EpisodeId[i] != row.EpisodeId || group.Step[i] != _count || group.IsFinal(i) != isFinal)
                throw new InvalidDataException($"Step {_count} of episode '{row.EpisodeId}' is not where it should be.");
            _observations.AddRange(group.Observation(i));
            if (isFinal)
                continue;
            if (group.ActionIndex is not null)
                _actions.Add(group.ActionIndex[i]);
            else
                _actions.AddRange(group.ActionVector!.List(i));
            _rewards.Add(group.Reward[i]);
            _logProbs.Add(group.LogProb[i]);
            _policyVersions.Add(group.PolicyVersion[i]);
        }
    }

    public RecordedEpisode ToEpisode()
    {
        if (_count != row.Length + 1 || _observations.Count % _count != 0 || _actions.Count % row.Length != 0)
            throw new InvalidDataException($"The steps of episode '{row.EpisodeId}' do not fit each other.");
        var episode = new Episode
        {
            Id = row.EpisodeId,
            Ordinal = row.Ordinal,
            Seed = row.Seed,
            Purpose = row.Purpose,
            Agent = row.Agent,
            Lane = row.Lane,
            EpisodeNumber = row.EpisodeNumber,
            Observations = _observations.ToImmutable(),
            Actions = _actions.ToImmutable(),
            Rewards = _rewards.ToImmutable(),
            LogProbs = _logProbs.ToImmutable(),
            PolicyVersions = _policyVersions.ToImmutable(),
            Terminated = row.Terminated,
            Truncated = row.Truncated,
            Aborted = row.Aborted,
            Return = row.Return,
        };
        return new RecordedEpisode(row, episode, _observations.Count / _count, _actions.Count / row.Length, _discrete);
    }
}
