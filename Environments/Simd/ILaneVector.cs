using System.Numerics;

namespace RlOrleans.Environments.Simd;

/// <summary>
/// A few lanes of float32, as many as one register holds. Dynamics written once against it run at every width, and
/// lane by lane they do the same IEEE operations in the same order: no fused multiply-add, no approximate
/// instruction. So a result does not depend on the width, nor on how many lanes are beside it.
/// </summary>
/// <remarks>A mask is a vector whose lanes have all bits set or none.</remarks>
internal interface ILaneVector<TSelf> :
    IAdditionOperators<TSelf, TSelf, TSelf>,
    ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>,
    IDivisionOperators<TSelf, TSelf, TSelf>,
    IBitwiseOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, ILaneVector<TSelf>
{
    /// <summary>How many lanes the vector holds.</summary>
    static abstract int Count { get; }

    static abstract TSelf Broadcast(float value);

    static abstract TSelf Load(ref readonly float source);

    static abstract TSelf Abs(TSelf value);

    static abstract TSelf Floor(TSelf value);

    /// <summary>The mask of lanes where left &gt; right; false for NaN.</summary>
    static abstract TSelf GreaterThan(TSelf left, TSelf right);

    /// <summary>The mask of lanes where left = right; false for NaN.</summary>
    static abstract TSelf EqualTo(TSelf left, TSelf right);

    /// <summary>One bit a lane, lane 0 lowest.</summary>
    static abstract uint Bits(TSelf mask);

    void Store(ref float destination);

    /// <summary>Stores a mask as <see cref="Count"/> bytes of 0 or 1.</summary>
    void StoreFlags(ref byte destination);

    /// <summary>Stores four columns as <see cref="Count"/> rows of four.</summary>
    static abstract void StoreRows(ref float destination, TSelf column0, TSelf column1, TSelf column2, TSelf column3);
}
