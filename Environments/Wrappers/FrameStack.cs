using System.Collections.Immutable;

namespace RlOrleans.Environments;

/// <summary>
/// Shows the newest observations together, oldest first; before there are enough, the first one of the episode stands for
/// those that are missing. Rows are put end to end, and images have their channels, which come last, side by side.
/// </summary>
/// <remarks>
/// Each lane has a ring of frames. Stacking along the last of a box's dimensions makes one rule of both cases: a row
/// <c>[D]</c> becomes <c>[k·D]</c>, an image <c>[H, W, C]</c> becomes <c>[H, W, k·C]</c>, and one without channels
/// <c>[H, W]</c> becomes <c>[H, W, k]</c>.
/// </remarks>
internal sealed class FrameStack : ObservationWrapper
{
    private const int MaxFrames = 64;

    private readonly int _frames;
    private readonly int _frameSize;
    private readonly int _channels;
    private readonly float[] _ring;
    private readonly int[] _oldest;

    public FrameStack(IVectorEnvironment inner, int frames)
        : base(inner, Describe(inner.Spec, frames))
    {
        _frames = frames;
        _frameSize = inner.Spec.ObservationSpace.Size;
        _channels = Channels((BoxSpace)inner.Spec.ObservationSpace);
        _ring = new float[inner.LaneCount * frames * _frameSize];
        _oldest = new int[inner.LaneCount];
    }

    public static WrapperDescriptor Descriptor { get; } = new(
        "frame-stack", "N", $"a whole number from 1 to {MaxFrames}", "Shows the newest N observations together, oldest first.",
        setting => WrapperSetting.WholeNumber(setting, 1, MaxFrames) is { } frames
            ? new Wrapping(spec => Describe(spec, frames), inner => new FrameStack(inner, frames))
            : null);

    public static EnvironmentSpec Describe(EnvironmentSpec inner, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, MaxFrames);
        if (inner.ObservationSpace is not BoxSpace { Shape.Length: <= 3 } box)
            throw new ArgumentException($"observations of {inner.ObservationSpace} are neither rows nor images to stack; flatten makes rows of them");
        int channels = Channels(box);
        return inner.Wrapped($"frame-stack={frames}") with
        {
            ObservationSpace = new BoxSpace(ShapeOf(box, frames), Repeat(box.Low, channels, frames), Repeat(box.High, channels, frames)),
        };
    }

    protected override void First(int lane, ReadOnlySpan<float> observation, Span<float> shown)
    {
        Span<float> ring = RingOf(lane);
        for (int frame = 0; frame < _frames; frame++)
            observation.CopyTo(ring[(frame * _frameSize)..]);
        _oldest[lane] = 0;
        Show(lane, shown);
    }

    protected override void Next(int lane, ReadOnlySpan<float> observation, Span<float> shown)
    {
        // The newest takes the oldest one's place.
        observation.CopyTo(RingOf(lane)[(_oldest[lane] * _frameSize)..]);
        _oldest[lane] = _oldest[lane] + 1 == _frames ? 0 : _oldest[lane] + 1;
        Show(lane, shown);
    }

    protected override void SaveState(SnapshotWriter writer)
    {
        for (int lane = 0; lane < LaneCount; lane++)
            writer.WriteInt32(_oldest[lane]);
        writer.WriteSingles(_ring);
    }

    protected override Action LoadState(ref SnapshotReader reader)
    {
        var oldest = new int[_oldest.Length];
        var ring = new float[_ring.Length];
        for (int lane = 0; lane < oldest.Length; lane++)
        {
            oldest[lane] = reader.ReadInt32();
            if (oldest[lane] < 0 || oldest[lane] >= _frames)
                throw new InvalidDataException($"The snapshot has frame {oldest[lane]} of {_frames} as the oldest of lane {lane}.");
        }

        reader.ReadSingles(ring);
        return () =>
        {
            oldest.CopyTo(_oldest, 0);
            ring.CopyTo(_ring, 0);
        };
    }

    private static int Channels(BoxSpace box) => box.Shape.Length switch { 1 => box.Size, 2 => 1, _ => box.Shape[^1] };

    private static ImmutableArray<int> ShapeOf(BoxSpace box, int frames) => box.Shape.Length switch
    {
        2 => [.. box.Shape, frames],
        _ => box.Shape.SetItem(box.Shape.Length - 1, box.Shape[^1] * frames),
    };

    private static ImmutableArray<float> Repeat(ImmutableArray<float> bounds, int channels, int frames)
    {
        var repeated = ImmutableArray.CreateBuilder<float>(bounds.Length * frames);
        for (int at = 0; at < bounds.Length; at += channels)
            for (int frame = 0; frame < frames; frame++)
                repeated.AddRange(bounds.AsSpan(at, channels));
        return repeated.MoveToImmutable();
    }

    private Span<float> RingOf(int lane) => _ring.AsSpan(lane * _frames * _frameSize, _frames * _frameSize);

    private void Show(int lane, Span<float> shown)
    {
        Span<float> ring = RingOf(lane);
        int stride = _frames * _channels;
        for (int age = 0; age < _frames; age++)
        {
            int frame = _oldest[lane] + age;
            ReadOnlySpan<float> from = ring.Slice((frame < _frames ? frame : frame - _frames) * _frameSize, _frameSize);
            int to = age * _channels;
            if (_channels == 1)
            {
                for (int pixel = 0; pixel < from.Length; pixel++, to += stride)
                    shown[to] = from[pixel];
            }
            else
            {
                for (int at = 0; at < from.Length; at += _channels, to += stride)
                    from.Slice(at, _channels).CopyTo(shown[to..]);
            }
        }
    }
}
