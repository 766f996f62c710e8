namespace RlOrleans.Environments.PacMan;

/// <summary>Up, right, down, left, as numbers.</summary>
internal static class Direction
{
    public const int Up = 0;
    public const int ToRight = 1;
    public const int ToDown = 2;
    public const int ToLeft = 3;
    public const int Count = 4;

    private static ReadOnlySpan<sbyte> Columns => [0, 1, 0, -1];

    private static ReadOnlySpan<sbyte> Rows => [-1, 0, 1, 0];

    /// <summary>Columns to the right that a tile in this direction is away.</summary>
    public static int Right(int direction) => Columns[direction];

    /// <summary>Rows down that a tile in this direction is away.</summary>
    public static int Down(int direction) => Rows[direction];

    public static int Opposite(int direction) => direction ^ 2;
}
