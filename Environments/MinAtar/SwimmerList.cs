using System.Runtime.CompilerServices;

namespace RlOrleans.Environments.MinAtar;

/// <summary>Something that swims or flies along a row of Seaquest's sea.</summary>
internal record struct Swimmer(sbyte X, sbyte Y, bool MovesRight)
{
    /// <summary>Steps until it moves.</summary>
    public byte MoveTimer;

    /// <summary>Steps until it fires.</summary>
    public byte ShotTimer;

    public readonly int Direction => MovesRight ? 1 : -1;

    public readonly bool IsAt(int x, int y) => X == x && Y == y;
}

/// <summary>
/// Swimmers in the order in which they came: it decides which of two on one cell is hit.
/// </summary>
/// <remarks>
/// The room cannot run out. Enemies come one a step at most and cross the sea in 30 steps by then (in 60 at first, when
/// one comes every 20 steps), and an enemy's bullet is gone before its submarine fires again.
/// </remarks>
internal struct SwimmerList
{
    public const int Capacity = 48;

    private Slots _slots;

    public byte Count { get; private set; }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref Swimmer this[int index] => ref _slots[index];

    public readonly Swimmer At(int index) => _slots[index];

    public void Clear() => Count = 0;

    public void Add(Swimmer swimmer) => _slots[Count++] = swimmer;

    public void RemoveAt(int index)
    {
        Span<Swimmer> all = ((Span<Swimmer>)_slots)[..Count];
        all[(index + 1)..].CopyTo(all[index..]);
        Count--;
    }

    /// <summary>The first swimmer on a cell, or −1.</summary>
    public readonly int IndexAt(int x, int y)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_slots[i].IsAt(x, y))
                return i;
        }

        return -1;
    }

    public readonly void Save(SnapshotWriter writer)
    {
        writer.WriteByte(Count);
        for (int i = 0; i < Count; i++)
        {
            Swimmer each = _slots[i];
            writer.WriteBytes([(byte)each.X, (byte)each.Y, each.MovesRight ? (byte)1 : (byte)0, each.MoveTimer, each.ShotTimer]);
        }
    }

    /// <exception cref="InvalidDataException">There are too many, or one is not in the sea.</exception>
    public void Load(ref SnapshotReader reader)
    {
        Count = reader.ReadByte();
        if (Count > Capacity)
            throw new InvalidDataException($"The snapshot has {Count} swimmers where {Capacity} can be.");
        for (int i = 0; i < Count; i++)
        {
            _slots[i] = new Swimmer((sbyte)reader.ReadByte(), (sbyte)reader.ReadByte(), reader.ReadByte() != 0)
            {
                MoveTimer = reader.ReadByte(),
                ShotTimer = reader.ReadByte(),
            };
            if (_slots[i].X is < 0 or >= Board.Side || _slots[i].Y is < 0 or >= Board.Side - 1)
                throw new InvalidDataException("The snapshot has a swimmer that is not in the sea.");
        }
    }

    [InlineArray(Capacity)]
    private struct Slots
    {
        private Swimmer _first;
    }
}
