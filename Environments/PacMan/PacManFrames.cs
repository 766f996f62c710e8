using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RlOrleans.Environments.PacMan;

/// <summary>
/// PacMan-frames-v0: the last four frames of 84 × 84 grey pixels, <c>[84, 84, 4]</c>, the newest last; each pixel is a
/// byte's brightness as a share of 255. An episode begins with four times its first frame.
/// </summary>
/// <remarks>
/// A row has 113 kB, of which a step changes a hundredth: the pixels under what moved in the last five frames. Only these
/// are written where the row is known, by shifting its pixels by one frame and adding the newest.
/// </remarks>
internal sealed class PacManFrames(int lanes) : PacManObserver
{
    private const int Depth = 4;

    // The stack before a step reaches one frame further back than the one after it.
    private const int Remembered = Depth + 1;

    private static readonly float[] Shares = [.. Enumerable.Range(0, byte.MaxValue + 1).Select(value => value / (float)byte.MaxValue)];

    // [lanes, Remembered], the oldest first.
    private readonly FramePicture[] _pictures = new FramePicture[lanes * Remembered];
    private readonly FrameRegion _region = new();
    private readonly ushort[] _pixels = new ushort[FrameLayout.PixelCount];
    private readonly byte[] _frame = new byte[FrameLayout.PixelCount];

    public static EnvironmentSpec Definition { get; } = PacManEnvironment.Specify(
        "PacMan-frames-v0",
        BoxSpace.Uniform(0, 1, FrameLayout.Side, FrameLayout.Side, Depth) with { HasPixels = true },
        "Clear the maze of pellets before four ghosts get you; the last four frames of 84x84 grey pixels.");

    public override EnvironmentSpec Spec => Definition;

    public override void Begin(int lane, in PacManGame game) => PicturesOf(lane).Fill(FramePicture.Of(game));

    public override void Advance(int lane, in PacManGame game)
    {
        Span<FramePicture> pictures = PicturesOf(lane);
        pictures[1..].CopyTo(pictures);
        pictures[Depth] = FramePicture.Of(game);
    }

    public override void WriteAll(int lane, in PacManGame game, Span<float> row)
    {
        Span<FramePicture> pictures = PicturesOf(lane);
        for (int i = 0; i < _pixels.Length; i++)
            _pixels[i] = (ushort)i;
        for (int depth = 0; depth < Depth; depth++)
        {
            Paint(pictures[1 + depth], _pixels);
            for (int pixel = 0; pixel < _frame.Length; pixel++)
                row[pixel * Depth + depth] = Shares[_frame[pixel]];
        }
    }

    public override void WriteChanges(int lane, in PacManGame game, Span<float> row)
    {
        Span<FramePicture> pictures = PicturesOf(lane);
        FindChanges(pictures);
        ReadOnlySpan<ushort> pixels = _pixels.AsSpan(0, _region.CopyTo(_pixels));
        Paint(pictures[Depth], pixels);
        ref float first = ref MemoryMarshal.GetReference(row[..(FrameLayout.PixelCount * Depth)]);
        foreach (ushort pixel in pixels)
        {
            ref float stack = ref Unsafe.Add(ref first, pixel * Depth);
            Vector128<float> frames = Vector128.LoadUnsafe(ref stack);
            frames = Vector128.Shuffle(frames, Vector128.Create(1, 2, 3, 3)).WithElement(Depth - 1, Shares[_frame[pixel]]);
            frames.StoreUnsafe(ref stack);
        }
    }

    public override void Save(int lane, SnapshotWriter writer)
    {
        // The newest one follows from the game.
        foreach (ref readonly FramePicture picture in PicturesOf(lane)[..Depth])
            picture.Save(writer);
    }

    public override void Load(int lane, in PacManGame game, ref SnapshotReader reader)
    {
        Span<FramePicture> pictures = PicturesOf(lane);
        for (int i = 0; i < Depth; i++)
            pictures[i].Load(ref reader);
        pictures[Depth] = FramePicture.Of(game);
    }

    // The pixels in which any two neighbouring frames differ.
    private void FindChanges(ReadOnlySpan<FramePicture> pictures)
    {
        _region.Clear();
        for (int i = 0; i < Remembered; i++)
        {
            ref readonly FramePicture picture = ref pictures[i];
            foreach (Sprite sprite in picture.Sprites)
                _region.Add(BoxOf(sprite));
            if (i == 0)
                continue;
            ref readonly FramePicture before = ref pictures[i - 1];
            PelletSet changed = PelletSet.Difference(before.Pellets, picture.Pellets);
            for (int pellet = changed.TakeFirst(); pellet >= 0; pellet = changed.TakeFirst())
                _region.Add(FrameLayout.PelletBox(pellet));
            for (int life = Math.Min(before.Lives, picture.Lives); life < Math.Max(before.Lives, picture.Lives); life++)
                _region.Add(FrameLayout.LifeBox(life));
            if (before.HasFruit != picture.HasFruit)
                _region.Add(FrameLayout.FruitBox);
        }
    }

    // Draws some pixels of a frame into _frame; others are left as they are, or spoilt.
    private void Paint(in FramePicture picture, ReadOnlySpan<ushort> pixels)
    {
        byte[] maze = FrameLayout.FullMaze, pelletOfPixel = FrameLayout.PelletOfPixel;
        foreach (ushort pixel in pixels)
        {
            byte pellet = pelletOfPixel[pixel];
            _frame[pixel] = pellet != FrameLayout.NoPellet && !picture.Pellets.Contains(pellet) ? (byte)0 : maze[pixel];
        }

        for (int life = 0; life < picture.Lives; life++)
            Fill(FrameLayout.LifeBox(life), FrameLayout.LifeBrightness);
        if (picture.HasFruit)
            Fill(FrameLayout.FruitBox, FrameLayout.FruitBrightness);
        foreach (Sprite sprite in picture.Sprites)
            Paint(sprite);
    }

    private void Fill((int Left, int Top, int Right, int Bottom) box, byte value)
    {
        for (int y = box.Top; y < box.Bottom; y++)
            _frame.AsSpan(y * FrameLayout.Side + box.Left, box.Right - box.Left).Fill(value);
    }

    private void Paint(Sprite sprite)
    {
        ReadOnlySpan<byte> look = FrameLayout.Looks.AsSpan((int)sprite.Look * FrameLayout.SpriteSide * FrameLayout.SpriteSide, FrameLayout.SpriteSide * FrameLayout.SpriteSide);
        (int left, int top, _, _) = BoxOf(sprite);
        for (int i = 0; i < look.Length; i++)
        {
            int x = left + i % FrameLayout.SpriteSide, y = top + i / FrameLayout.SpriteSide;
            if (look[i] != 0 && x is >= 0 and < FrameLayout.Side && y is >= 0 and < FrameLayout.Side)
                _frame[y * FrameLayout.Side + x] = look[i];
        }
    }

    private static (int Left, int Top, int Right, int Bottom) BoxOf(Sprite sprite) => (
        sprite.X - FrameLayout.SpriteReach, sprite.Y - FrameLayout.SpriteReach,
        sprite.X + FrameLayout.SpriteReach + 1, sprite.Y + FrameLayout.SpriteReach + 1);

    private Span<FramePicture> PicturesOf(int lane) => _pictures.AsSpan(lane * Remembered, Remembered);
}
