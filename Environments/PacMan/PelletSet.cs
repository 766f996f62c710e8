using System.Numerics;
using System.Runtime.CompilerServices;

namespace RlOrleans.Environments.PacMan;

/// <summary>Which of the maze's pellets have not been eaten; their numbers are indices into <see cref="Maze.PelletTiles"/>.</summary>
internal struct PelletSet
{
    /// <summary>How many pellets a level begins with, the power pellets among them.</summary>
    public const int Capacity = 244;

    private const int WordBits = 64;

    private Words _words;

    /// <summary>Every pellet of a level.</summary>
    public static PelletSet All { get; } = MakeAll();

    /// <summary>How many there are.</summary>
    public readonly int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in _words)
                count += BitOperations.PopCount(word);
            return count;
        }
    }

    public readonly bool Contains(int pellet) => (_words[pellet / WordBits] >> (pellet % WordBits) & 1) != 0;

    public void Remove(int pellet) => _words[pellet / WordBits] &= ~(1UL << (pellet % WordBits));

    /// <summary>The pellets that are in one of two sets only.</summary>
    public static PelletSet Difference(in PelletSet left, in PelletSet right)
    {
        PelletSet difference = default;
        for (int i = 0; i < Words.Length; i++)
            difference._words[i] = left._words[i] ^ right._words[i];
        return difference;
    }

    /// <summary>Takes the pellet with the lowest number out; −1 when there is none left.</summary>
    public int TakeFirst()
    {
        for (int i = 0; i < Words.Length; i++)
        {
            ulong word = _words[i];
            if (word == 0)
                continue;
            _words[i] = word & (word - 1);
            return i * WordBits + BitOperations.TrailingZeroCount(word);
        }

        return -1;
    }

    public readonly void Save(SnapshotWriter writer)
    {
        foreach (ulong word in _words)
            writer.WriteUInt64(word);
    }

    /// <exception cref="InvalidDataException">There are pellets that no level has.</exception>
    public void Load(ref SnapshotReader reader)
    {
        for (int i = 0; i < Words.Length; i++)
            _words[i] = reader.ReadUInt64();
        if ((_words[Words.Length - 1] & ~All._words[Words.Length - 1]) != 0)
            throw new InvalidDataException($"The snapshot has pellets beyond the {Capacity} of a level.");
    }

    private static PelletSet MakeAll()
    {
        PelletSet all = default;
        for (int pellet = 0; pellet < Capacity; pellet++)
            all._words[pellet / WordBits] |= 1UL << (pellet % WordBits);
        return all;
    }

    [InlineArray(Length)]
    private struct Words
    {
        public const int Length = (Capacity + WordBits - 1) / WordBits;

        private ulong _first;
    }
}
