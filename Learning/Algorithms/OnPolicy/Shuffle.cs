namespace RlOrleans.Learning;

/// <summary>Random orders of samples (Fisher and Yates; Durstenfeld, 1964), as a function of seed, update and epoch.</summary>
internal static class Shuffle
{
    /// <summary>Fills with the numbers from 0 in random order.</summary>
    public static void Fill(Span<int> order, ulong seed, long update, int epoch)
    {
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        var random = new CounterRandom(seed, RandomPurpose.Shuffle, agent: 0, (uint)epoch);
        ulong counter = (ulong)update << 32;
        int left = order.Length - 1;
        while (left > 0)
        {
            (uint x, uint y, uint z, uint w) = random.Block(counter++);
            Swap(order, left--, x);
            Swap(order, left--, y);
            Swap(order, left--, z);
            Swap(order, left--, w);
        }
    }

    // Swaps the last of those left with any of them; the bias of the multiplication is below their number over 2^32.
    private static void Swap(Span<int> order, int last, uint word)
    {
        if (last <= 0)
            return;
        int other = (int)(((ulong)word * (uint)(last + 1)) >> 32);
        (order[last], order[other]) = (order[other], order[last]);
    }
}
