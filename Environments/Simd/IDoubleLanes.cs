using System.Numerics;

namespace RlOrleans.Environments.Simd;

/// <summary>
/// A few lanes of float64, as many as one register holds: what <see cref="ILaneVector{TSelf}"/> is for float32, with
/// the same promise. Lane by lane every width does the same IEEE operations in the same order.
/// </summary>
/// <remarks>A mask is a vector whose lanes have all bits set or none.</remarks>
internal interface IDoubleLanes<TSelf> :
    IAdditionOperators<TSelf, TSelf, TSelf>,
    ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>,
    IDivisionOperators<TSelf, TSelf, TSelf>,
    IBitwiseOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, IDoubleLanes<TSelf>
{
    /// <summary>How many lanes the vector holds.</summary>
    static abstract int Count { get; }

    static abstract TSelf Broadcast(double value);

    static abstract TSelf Load(ref readonly double source);

    /// <summary>Loads float32 numbers, which float64 holds exactly.</summary>
    static abstract TSelf LoadSingles(ref readonly float source);

    /// <summary>The nearest float32 numbers, ties to even.</summary>
    static abstract TSelf RoundToSingle(TSelf value);

    /// <summary>The mask of lanes where left &gt; right; false for NaN.</summary>
    static abstract TSelf GreaterThan(TSelf left, TSelf right);

    /// <summary>Takes the lanes of one vector where the mask is set, and of the other where it is not.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whereSet, TSelf whereNot);

    /// <summary>Shifts the bits of each lane, taken as an integer, to the left.</summary>
    static abstract TSelf ShiftBitsLeft(TSelf value, int count);

    /// <summary>One bit a lane, lane 0 lowest.</summary>
    static abstract uint Bits(TSelf mask);

    void Store(ref double destination);

    /// <summary>Stores the nearest float32 numbers.</summary>
    void StoreSingles(ref float destination);

    /// <summary>Stores the nearest float32 numbers as one column of a table: lane i goes to row i.</summary>
    /// <param name="destination">The column in the first row.</param>
    /// <param name="rowSize">How many floats a row has.</param>
    void StoreColumn(ref float destination, int rowSize);
}
