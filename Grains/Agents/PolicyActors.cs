using RlOrleans.Environments;
using RlOrleans.Learning;

namespace RlOrleans.Agents;

/// <summary>What a policy replica has to know of the lanes that it acts in.</summary>
internal static class PolicyActors
{
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
}
