using System.Runtime.CompilerServices;

namespace RlOrleans.Environments.PacMan;

/// <summary>The four ghosts, as numbers.</summary>
internal static class GhostName
{
    public const int Blinky = 0;
    public const int Pinky = 1;
    public const int Inky = 2;
    public const int Clyde = 3;
    public const int Count = 4;
}

/// <summary>Where a ghost is between the house and the maze.</summary>
internal enum GhostPlace : byte
{
    /// <summary>In the house, until it is let out.</summary>
    Waiting,

    /// <summary>On its way out.</summary>
    Leaving,

    /// <summary>In the maze.</summary>
    Roaming,

    /// <summary>Eaten: a pair of eyes on its way back.</summary>
    Returning,

    /// <summary>A pair of eyes going down through the door.</summary>
    Entering,
}

/// <summary>One ghost.</summary>
internal struct Ghost
{
    /// <summary>Units from the middle of the house up to the row above the door.</summary>
    public const int DoorDistance = (Maze.HouseRow - Maze.DoorRow) * Walker.TileLength;

    /// <summary>Units from the seats at the sides of the house to its middle.</summary>
    public const int SeatDistance = 2 * Walker.TileLength;

    /// <summary>Where it is while it is in the maze.</summary>
    public Walker Body;

    /// <summary>Units that separate it from the row above the door while it is in the house.</summary>
    public short Inside;

    public GhostPlace Place;

    /// <summary>Blue, slow, and worth points.</summary>
    public bool IsFrightened;

    /// <summary>Whether it harms Pac-Man where they meet.</summary>
    public readonly bool IsDangerous => Place == GhostPlace.Roaming && !IsFrightened;

    /// <summary>Whether Pac-Man can eat it.</summary>
    public readonly bool IsEdible => Place == GhostPlace.Roaming && IsFrightened;

    /// <summary>Whether only its eyes are left.</summary>
    public readonly bool IsEyes => Place is GhostPlace.Returning or GhostPlace.Entering;

    /// <summary>Whether it is on the ways of the maze.</summary>
    public readonly bool IsInMaze => Place is GhostPlace.Roaming or GhostPlace.Returning;

    /// <summary>A ghost as a life begins: Blinky above the door, the others in the house.</summary>
    public static Ghost AtStart(int ghost) => ghost == GhostName.Blinky
        ? new() { Place = GhostPlace.Roaming, Body = Walker.InTheMiddle(Maze.DoorRow) }
        : new() { Inside = (short)SeatOf(ghost), Body = Walker.InTheMiddle(Maze.DoorRow) };

    /// <summary>Units from the row above the door to where a ghost sits in the house: Inky and Clyde at its sides.</summary>
    public static int SeatOf(int ghost) => DoorDistance + (ghost is GhostName.Inky or GhostName.Clyde ? SeatDistance : 0);

    /// <summary>Units from the left and the upper edge of the maze to its middle.</summary>
    public readonly (int X, int Y) Position(int ghost)
    {
        if (IsInMaze)
            return (Body.X, Body.Y);
        int aside = Math.Max(0, Inside - DoorDistance);
        int x = (Maze.Middle + 1) * Walker.TileLength + (ghost == GhostName.Clyde ? aside : -aside);
        return (x, Maze.DoorRow * Walker.TileLength + Walker.TileLength / 2 + Math.Min((int)Inside, DoorDistance));
    }

    public readonly void Save(SnapshotWriter writer)
    {
        Body.Save(writer);
        writer.WriteInt32(Inside);
        writer.WriteByte((byte)Place);
        writer.WriteByte(IsFrightened ? (byte)1 : (byte)0);
    }

    /// <exception cref="InvalidDataException">It would be nowhere that ghosts can be.</exception>
    public void Load(ref SnapshotReader reader)
    {
        Body.Load(ref reader);
        int inside = reader.ReadInt32();
        Place = (GhostPlace)reader.ReadByte();
        IsFrightened = reader.ReadByte() != 0;
        if (inside is < 0 or > DoorDistance + SeatDistance || Place > GhostPlace.Entering)
            throw new InvalidDataException("The snapshot has a ghost that is nowhere.");
        Inside = (short)inside;
    }
}

/// <summary>All four, by their numbers.</summary>
[InlineArray(GhostName.Count)]
internal struct Ghosts
{
    private Ghost _first;
}
