namespace RlOrleans.Environments.MinAtar;

/// <summary>Where actions lead. A table, because which action comes next is what a branch predictor cannot know.</summary>
internal static class Steering
{
    private static ReadOnlySpan<sbyte> Xs => [0, -1, 0, 1, 0, 0];

    private static ReadOnlySpan<sbyte> Ys => [0, 0, -1, 0, 1, 0];

    /// <summary>−1 for left, 1 for right, else 0.</summary>
    public static int X(MinAtarAction action) => Xs[(int)action];

    /// <summary>−1 for up, 1 for down, else 0.</summary>
    public static int Y(MinAtarAction action) => Ys[(int)action];
}
