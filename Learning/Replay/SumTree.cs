using System.Numerics;

namespace RlOrleans.Learning;

/// <summary>
/// Values whose running sums can be searched in logarithmic time. Every sum is computed anew from the two below it, so no
/// rounding piles up, and a tree that was filled again has the same bits.
/// </summary>
internal sealed class SumTree
{
    private readonly int _firstLeaf;
    private readonly double[] _sums;

    /// <param name="count">Values, all zero at first.</param>
    public SumTree(int count)
    {
        _firstLeaf = (int)BitOperations.RoundUpToPowerOf2((uint)count);
        _sums = new double[2 * _firstLeaf];
    }

    /// <summary>The sum of all values.</summary>
    public double Total => _sums[1];

    /// <summary>A value, not negative.</summary>
    public double this[int index]
    {
        get => _sums[_firstLeaf + index];
        set
        {
            int node = _firstLeaf + index;
            _sums[node] = value;
            for (node >>= 1; node > 0; node >>= 1)
                _sums[node] = _sums[2 * node] + _sums[2 * node + 1];
        }
    }

    /// <summary>The value in whose part of [0, <see cref="Total"/>) a place lies; never one that is zero, unless all are.</summary>
    public int Find(double place)
    {
        int node = 1;
        while (node < _firstLeaf)
        {
            node *= 2;
            if (place >= _sums[node] && _sums[node + 1] > 0)
                place -= _sums[node++];
        }

        return node - _firstLeaf;
    }
}
