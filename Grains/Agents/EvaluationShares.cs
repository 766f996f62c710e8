using RlOrleans.Environments;

namespace RlOrleans.Agents;

/// <summary>
/// How many episodes each lane of an evaluation still has to play: every lane has the same share, so that short episodes are
/// not favoured. An aborted episode is made up for by the next one of its lane, and a retired lane's share by another lane.
/// </summary>
internal sealed class EvaluationShares
{
    private readonly int[] _left;

    public EvaluationShares(int episodes, int lanes)
    {
        _left = new int[lanes];
        for (int lane = 0; lane < lanes; lane++)
        {
            _left[lane] = (episodes - lane + lanes - 1) / lanes;
        }
    }

    /// <summary>Whether an episode that ended in a lane counts.</summary>
    public bool Take(int lane)
    {
        bool counts = _left[lane] > 0;
        _left[lane] -= counts ? 1 : 0;
        return counts;
    }

    /// <summary>Passes the shares of retired lanes on to one that is not.</summary>
    public void PassOn(LaneFaults? faults)
    {
        int heir = faults?.Retired.IndexOf(false) ?? -1;
        if (heir < 0)
        {
            return;
        }

        for (int lane = 0; lane < _left.Length; lane++)
        {
            if (faults!.Retired[lane])
            {
                _left[heir] += _left[lane];
                _left[lane] = 0;
            }
        }
    }
}
