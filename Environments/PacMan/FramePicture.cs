using System.Runtime.CompilerServices;

namespace RlOrleans.Environments.PacMan;

/// <summary>What one frame shows, and all that it shows: a frame is a function of it.</summary>
internal struct FramePicture
{
    /// <summary>Ghosts, then Pac-Man on top of them.</summary>
    public const int SpriteCount = GhostName.Count + 1;

    public PelletSet Pellets;
    public Sprites Sprites;
    public byte Lives;
    public bool HasFruit;

    public static FramePicture Of(in PacManGame game)
    {
        var picture = new FramePicture { Pellets = game.Pellets, Lives = game.Lives, HasFruit = game.FruitLeft > 0 };
        for (int i = 0; i < GhostName.Count; i++)
        {
            ref readonly Ghost ghost = ref game.Ghosts[i];
            (int x, int y) = ghost.Position(i);
            FrameLook look = ghost.IsEyes ? FrameLook.Eyes : ghost.IsFrightened ? FrameLook.Frightened : FrameLook.Blinky + (byte)i;
            picture.Sprites[i] = Sprite.At(x, y, look);
        }

        picture.Sprites[GhostName.Count] = Sprite.At(game.Player.X, game.Player.Y, FrameLook.PlayerUp + game.Player.Heading);
        return picture;
    }

    public readonly void Save(SnapshotWriter writer)
    {
        Pellets.Save(writer);
        foreach (Sprite sprite in Sprites)
            writer.WriteBytes([sprite.X, sprite.Y, (byte)sprite.Look]);
        writer.WriteBytes([Lives, HasFruit ? (byte)1 : (byte)0]);
    }

    /// <exception cref="InvalidDataException">It could not be drawn.</exception>
    public void Load(ref SnapshotReader reader)
    {
        Pellets.Load(ref reader);
        for (int i = 0; i < SpriteCount; i++)
        {
            Sprites[i] = new Sprite(reader.ReadByte(), reader.ReadByte(), (FrameLook)reader.ReadByte());
            if (Sprites[i].X >= FrameLayout.Side || Sprites[i].Y >= FrameLayout.Side || Sprites[i].Look > FrameLook.PlayerUp + Direction.Count - 1)
                throw new InvalidDataException("The snapshot has a frame that cannot be drawn.");
        }

        (Lives, HasFruit) = (reader.ReadByte(), reader.ReadByte() != 0);
        if (Lives > PacManGame.MaxLives)
            throw new InvalidDataException($"The snapshot has a frame with {Lives} lives.");
    }
}

/// <summary>What a sprite looks like.</summary>
internal enum FrameLook : byte
{
    Blinky,
    Pinky,
    Inky,
    Clyde,
    Frightened,
    Eyes,
    PlayerUp,
    PlayerRight,
    PlayerDown,
    PlayerLeft,
}

/// <summary>A sprite by the pixel that its middle is on.</summary>
internal readonly record struct Sprite(byte X, byte Y, FrameLook Look)
{
    /// <summary>From units of the maze.</summary>
    public static Sprite At(int x, int y, FrameLook look) => new(
        (byte)Math.Clamp(x * FrameLayout.Side / (Maze.Width * Walker.TileLength), 0, FrameLayout.Side - 1),
        (byte)Math.Clamp(y * FrameLayout.Side / (Maze.Height * Walker.TileLength), 0, FrameLayout.Side - 1),
        look);
}

/// <summary>The sprites of a frame, the hindmost first.</summary>
[InlineArray(FramePicture.SpriteCount)]
internal struct Sprites
{
    private Sprite _first;
}
