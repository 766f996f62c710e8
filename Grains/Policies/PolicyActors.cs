using RlOrleans.Environments;
using RlOrleans.Learning;

namespace RlOrleans.Policies;

/// <summary>What a policy replica has to know of the lanes that it acts in.</summary>
internal static class PolicyActors
{
    /// <summary>
    /// Whether acting in so many lanes is too much for a grain's turn, which ends within about a millisecond. A core does a
    /// few dozen operations a nanosecond; what is above the bound belongs on another thread, at a cost of microseconds.
    /// </summary>
    public static bool OutlastsTurn(this PolicyActor actor, int lanes) => actor.ForwardOperations * lanes > TurnOperations;

    /// <summary>Forgets, in lanes whose episode ended or was lost, what a recurrent policy remembers of it.</summary>
    public static void ResetEnded(this PolicyActor actor, VectorStep outcome)
    {
        if (actor.StateSize == 0)
        {
            return;
        }

        for (int lane = 0; lane < outcome.Terminated.Length; lane++)
        {
            if (outcome.Terminated[lane] | outcome.Truncated[lane] || outcome.IsAborted(lane))
            {
                actor.ResetState(lane);
            }
        }
    }

    private const long TurnOperations = 20_000_000;
}
