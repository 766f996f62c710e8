using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// All swimmers of a game of Seaquest: kind by kind, and those of a kind in the order in which they came, which decides
/// which of two on one cell is hit.
/// </summary>
/// <remarks>
/// <para>
/// One list for all kinds, because there are hardly ever more than a few swimmers: they and their counts then lie in one
/// cache line, where lists of their own would take one for each kind.
/// </para>
/// <para>
/// The room cannot run out. Enemies come one a step at most and cross the sea in 30 steps by then (in 60 at first, when
/// one comes every 20 steps): fewer than 32. An enemy's bullet is gone before its submarine fires again, and of those
/// of one submarine there are 11 in the sea for each 30 steps that it lives: fewer than 16 at a time. Divers come every
/// 30 steps and cross in 60, and the submarine's bullets come every five and cross in ten: three of each at most.
/// </para>
/// </remarks>
internal struct Sea
{
    public const int Capacity = 64;

    /// <summary>How many swimmers <see cref="LoadVector"/> has.</summary>
    public const int VectorSize = 16;

    private const int KindCount = 5;

    // Where the swimmers of each kind end; those of the next kind follow.
    private KindEnds _ends;
    private Slots _slots;

    /// <summary>How many swimmers there are.</summary>
    public readonly int Count => _ends[KindCount - 1];

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref Swimmer this[int index] => ref _slots[index];

    /// <summary>
    /// Swimmers as a vector: place, course, move timer and shot timer from the lowest byte of each element up. Those beyond
    /// <see cref="Count"/> mean nothing.
    /// </summary>
    /// <param name="first">Index of the first; a multiple of <see cref="VectorSize"/>.</param>
    public readonly Vector512<uint> LoadVector(int first) => Vector512.LoadUnsafe(ref Unsafe.As<Swimmer, uint>(ref Unsafe.AsRef(in _slots[first])));

    /// <summary>Writes what <see cref="LoadVector"/> reads, of the first swimmers.</summary>
    public void StoreVector(Vector512<uint> swimmers) => swimmers.StoreUnsafe(ref Unsafe.As<Swimmer, uint>(ref _slots[0]));

    /// <summary>The index of the first swimmer of a kind, where there is one.</summary>
    public readonly int Start(SwimmerKind kind) => kind == 0 ? 0 : _ends[(int)kind - 1];

    /// <summary>The index after the last swimmer of a kind.</summary>
    public readonly int End(SwimmerKind kind) => _ends[(int)kind];

    /// <summary>Which of the first 32 swimmers are of a kind: a bit for each.</summary>
    public readonly uint Mask(SwimmerKind kind) => (1u << End(kind)) - (1u << Start(kind));

    public void Clear() => _ends = default;

    public void Add(in Swimmer swimmer)
    {
        int index = End(swimmer.Kind);
        Span<Swimmer> all = ((Span<Swimmer>)_slots)[..(Count + 1)];
        all[index..^1].CopyTo(all[(index + 1)..]);
        all[index] = swimmer;
        for (int kind = (int)swimmer.Kind; kind < KindCount; kind++)
            _ends[kind]++;
    }

    public void RemoveAt(int index)
    {
        Span<Swimmer> all = ((Span<Swimmer>)_slots)[..Count];
        int kind = (int)all[index].Kind;
        all[(index + 1)..].CopyTo(all[index..]);
        for (; kind < KindCount; kind++)
            _ends[kind]--;
    }

    /// <summary>The first swimmer of a kind at a place, or −1.</summary>
    public readonly int IndexAt(SwimmerKind kind, int place)
    {
        int end = End(kind);
        for (int i = Start(kind); i < end; i++)
        {
            if (_slots[i].Place == place)
                return i;
        }

        return -1;
    }

    /// <summary>Whether an enemy of a kind in a row heads the other way.</summary>
    public readonly bool HasOpposite(SwimmerKind kind, int y, bool movesRight)
    {
        int end = End(kind);
        for (int i = Start(kind); i < end; i++)
        {
            if (_slots[i].Y == y && _slots[i].MovesRight != movesRight)
                return true;
        }

        return false;
    }

    /// <summary>Writes the swimmers of a kind.</summary>
    public readonly void Save(SwimmerKind kind, SnapshotWriter writer)
    {
        int end = End(kind);
        writer.WriteByte((byte)(end - Start(kind)));
        for (int i = Start(kind); i < end; i++)
        {
            Swimmer each = _slots[i];
            writer.WriteBytes([(byte)each.X, (byte)each.Y, each.MovesRight ? (byte)1 : (byte)0, each.MoveTimer, each.ShotTimer]);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote and adds it.</summary>
    /// <exception cref="InvalidDataException">There are too many, or one is not in the sea.</exception>
    public void Load(SwimmerKind kind, ref SnapshotReader reader)
    {
        int count = reader.ReadByte();
        if (Count + count > Capacity)
            throw new InvalidDataException($"The snapshot has {Count + count} swimmers where {Capacity} can be.");
        for (int i = 0; i < count; i++)
        {
            int x = reader.ReadByte(), y = reader.ReadByte();
            if (x >= Board.Side || y >= Board.Side - 1)
                throw new InvalidDataException("The snapshot has a swimmer that is not in the sea.");
            Add(new Swimmer(kind, Swimmer.PlaceOf(x, y), reader.ReadByte() != 0) { MoveTimer = reader.ReadByte(), ShotTimer = reader.ReadByte() });
        }
    }

    [InlineArray(KindCount)]
    private struct KindEnds
    {
        private byte _first;
    }

    [InlineArray(Capacity)]
    private struct Slots
    {
        private Swimmer _first;
    }
}
