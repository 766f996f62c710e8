using System.Collections.Immutable;

namespace RlOrleans.Environments;

/// <summary>
/// Shows the newest observations together, oldest first; before there are enough, the first one of the episode stands for
/// those that are missing. Rows are put end to end, and images have their channels, which come last, side by side.
/// </summary>
/// <remarks>
/// Stacking along the last of a box's dimensions makes one rule of both cases: a row <c>[D]</c> becomes <c>[k·D]</c>, an image
/// <c>[H, W, C]</c> becomes <c>[H, W, k·C]</c>, and one without channels <c>[H, W]</c> becomes <c>[H, W, k]</c>. A row is then an
/// image of one place with D channels. The stack of a lane moves on by moving all of it down by C floats: each place loses
/// its oldest frame, and the newest goes where the oldest of the place after it has come to lie.
/// </remarks>
internal sealed class FrameStack : ObservationWrapper
{
    private const int MaxFrames = 64;

    private readonly int _frames;
    private readonly int _channels;
    private readonly int _size;
    private readonly float[] _stacks;

    public FrameStack(IVectorEnvironment inner, int frames)
        : base(inner, Describe(inner.Spec, frames))
    {
        _frames = frames;
        _channels = Channels((BoxSpace)inner.Spec.ObservationSpace);
        _size = Spec.ObservationSpace.Size;
        _stacks = new float[inner.LaneCount * _size];
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
        Span<float> stack = StackOf(lane);
        for (int frame = 0; frame < _frames; frame++)
            Put(observation, stack, frame);
        stack.CopyTo(shown);
    }

    protected override void Next(int lane, ReadOnlySpan<float> observation, Span<float> shown)
    {
        Span<float> stack = StackOf(lane);
        stack[_channels..].CopyTo(stack);
        Put(observation, stack, _frames - 1);
        stack.CopyTo(shown);
    }

    protected override void SaveState(SnapshotWriter writer) => writer.WriteSingles(_stacks);

    protected override Action LoadState(ref SnapshotReader reader)
    {
        var stacks = new float[_stacks.Length];
        reader.ReadSingles(stacks);
        return () => stacks.CopyTo(_stacks, 0);
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

    private Span<float> StackOf(int lane) => _stacks.AsSpan(lane * _size, _size);

    private void Put(ReadOnlySpan<float> observation, Span<float> stack, int frame)
    {
        int stride = _frames * _channels, to = frame * _channels;
        if (_channels == 1)
        {
            foreach (float value in observation)
            {
                stack[to] = value;
                to += stride;
            }
        }
        else
        {
            for (int at = 0; at < observation.Length; at += _channels, to += stride)
                observation.Slice(at, _channels).CopyTo(stack[to..]);
        }
    }
}
