using System.Runtime.CompilerServices;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>The variables of a few neighbouring lanes: each is a column of an array <c>[variables, N]</c>.</summary>
internal readonly ref struct StateColumns(ref double first, int laneCount)
{
    private readonly ref double _first = ref first;
    private readonly int _laneCount = laneCount;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load<TVector>(int variable)
        where TVector : struct, IDoubleLanes<TVector> =>
        TVector.Load(ref Unsafe.Add(ref _first, variable * _laneCount));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<TVector>(int variable, TVector value)
        where TVector : struct, IDoubleLanes<TVector> =>
        value.Store(ref Unsafe.Add(ref _first, variable * _laneCount));
}
