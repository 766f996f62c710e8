using System.Numerics;

namespace RlOrleans.Environments.Simd;

/// <summary>Refuses actions that are no elements of their space, before any lane moves. Those of one float are checked as vectors.</summary>
internal static class ActionCheck
{
    /// <summary>Throws at the first lane whose action is not in the space.</summary>
    /// <exception cref="ArgumentOutOfRangeException">With the lane, its action and the space.</exception>
    public static void ThrowIfForeign(ReadOnlySpan<float> actions, Space space, LaneVectorWidth width)
    {
        if (space is MultiDiscreteSpace || space.Size != 1)
        {
            ThrowIfForeign(actions, space);
            return;
        }

        bool discrete = space is DiscreteSpace;
        (float low, float high) = space is BoxSpace box ? (box.Low[0], box.High[0]) : (0, ((DiscreteSpace)space).Count - 1);
        int lane = 0;
        bool passed = width switch
        {
            LaneVectorWidth.Bits512 => Pass<Lanes16>(actions, low, high, discrete, ref lane),
            LaneVectorWidth.Bits256 => Pass<Lanes8>(actions, low, high, discrete, ref lane),
            LaneVectorWidth.Bits128 => Pass<Lanes4>(actions, low, high, discrete, ref lane),
            _ => true,
        };
        if (!passed || !Pass<Lanes1>(actions, low, high, discrete, ref lane))
            Boundary.ThrowForeignAction(actions, lane, space);
    }

    private static void ThrowIfForeign(ReadOnlySpan<float> actions, Space space)
    {
        int size = space.Size;
        for (int lane = 0; lane < actions.Length / size; lane++)
        {
            if (!space.Contains(actions.Slice(lane * size, size)))
                Boundary.ThrowForeignAction(actions, lane, space);
        }
    }

    // Checks full vectors from `lane` on, and leaves it at the first that is foreign or was left over.
    private static bool Pass<TVector>(ReadOnlySpan<float> actions, float low, float high, bool discrete, ref int lane)
        where TVector : struct, ILaneVector<TVector>
    {
        TVector lowest = TVector.Broadcast(low), highest = TVector.Broadcast(high);
        for (; lane <= actions.Length - TVector.Count; lane += TVector.Count)
        {
            // An action equals itself, or is NaN.
            TVector action = TVector.Load(in actions[lane]);
            TVector same = TVector.EqualTo(action, discrete ? TVector.Floor(action) : action);
            uint foreign = TVector.Bits(~same | TVector.GreaterThan(lowest, action) | TVector.GreaterThan(action, highest));
            if (foreign != 0)
            {
                lane += BitOperations.TrailingZeroCount(foreign);
                return false;
            }
        }

        return true;
    }
}
