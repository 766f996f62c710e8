namespace RlOrleans.Environments.MinAtar;

/// <summary>Spreads the cells of a row to one channel's bits of <see cref="Planes"/>, where many cells are set at once.</summary>
internal static class RowBits
{
    /// <summary>For each set of the ten cells of a row, bit 4 i for cell i: for games of four channels.</summary>
    public static readonly ulong[] Every4 = Spread(4);

    /// <summary>For each set of the ten cells of a row, bit 6 i for cell i: for games of six channels.</summary>
    public static readonly ulong[] Every6 = Spread(6);

    private static ulong[] Spread(int channels)
    {
        var spread = new ulong[1 << Board.Side];
        for (int cells = 0; cells < spread.Length; cells++)
        {
            for (int cell = 0; cell < Board.Side; cell++)
                spread[cells] |= (ulong)((cells >> cell) & 1) << (cell * channels);
        }

        return spread;
    }
}
