using System.Numerics;
using RlOrleans.Environments;

namespace Lander;

/// <summary>
/// MoonLanderLanes-v0: the task of <see cref="MoonLander"/>, with all lanes stepped in one loop. One array a field, so that
/// a vector of the processor holds the same field of several lanes; branches become choices between two results. The numbers
/// are the same, bit for bit.
/// </summary>
public sealed class MoonLanderLanes : VectorEnvironment
{
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly float[] _speedX;
    private readonly float[] _speedY;
    private readonly float[] _fuel;
    private readonly float[] _actions;
    private readonly float[] _rewards;
    private readonly float[] _ended;

    /// <summary>Makes lanes.</summary>
    /// <param name="lanes">N, at least 1.</param>
    public MoonLanderLanes(int lanes)
        : base(Definition, lanes)
    {
        // Whole vectors: what lies beyond the last lane is computed and never read.
        int padded = (lanes + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        _x = new float[padded];
        _y = new float[padded];
        _speedX = new float[padded];
        _speedY = new float[padded];
        _fuel = new float[padded];
        _actions = new float[padded];
        _rewards = new float[padded];
        _ended = new float[padded];
    }

    /// <summary>What it is, known before one is created.</summary>
    public static EnvironmentSpec Definition { get; } = MoonLander.Definition with
    {
        Id = "MoonLanderLanes-v0",
        Summary = "MoonLander-v0 with all lanes in one loop.",
    };

    /// <inheritdoc/>
    protected override void Begin(int lane, in StepRandom random)
    {
        _x[lane] = random.Uniform(draw: 0, -8, 8);
        _y[lane] = Physics.StartAltitude;
        _speedX[lane] = random.Uniform(draw: 1, -1, 1);
        _speedY[lane] = random.Uniform(draw: 2, -3, 0);
        _fuel[lane] = Physics.Tank;
    }

    /// <inheritdoc/>
    protected override void Advance(ReadOnlySpan<float> actions, Span<float> rewards, Span<bool> terminated)
    {
        actions.CopyTo(_actions);
        for (int at = 0; at < _x.Length; at += Vector<float>.Count)
            AdvanceVector(at);
        _rewards.AsSpan(0, LaneCount).CopyTo(rewards);
        for (int lane = 0; lane < LaneCount; lane++)
            terminated[lane] = _ended[lane] != 0;
    }

    /// <inheritdoc/>
    protected override void Observe(int lane, Span<float> observation)
    {
        observation[0] = _x[lane] / Physics.Wall;
        observation[1] = _y[lane] / Physics.StartAltitude;
        observation[2] = _speedX[lane] / 5;
        observation[3] = _speedY[lane] / 5;
        observation[4] = _fuel[lane] / Physics.Tank;
    }

    /// <inheritdoc/>
    protected override void SaveLane(int lane, SnapshotWriter writer) =>
        writer.WriteSingles([_x[lane], _y[lane], _speedX[lane], _speedY[lane], _fuel[lane]]);

    /// <inheritdoc/>
    protected override void LoadLane(int lane, ref SnapshotReader reader)
    {
        Span<float> state = stackalloc float[5];
        reader.ReadSingles(state);
        (_x[lane], _y[lane], _speedX[lane], _speedY[lane], _fuel[lane]) = (state[0], state[1], state[2], state[3], state[4]);
    }

    // The same steps in the same order as MoonLander.Move and Step.
    private void AdvanceVector(int at)
    {
        Vector<float> action = Load(_actions, at), x = Load(_x, at), y = Load(_y, at), fuel = Load(_fuel, at);
        Vector<float> speedX = Load(_speedX, at), speedY = Load(_speedY, at);
        Vector<float> before = Potential(x, y, speedX, speedY);

        Vector<float> main = Where(Vector.Equals(action, new Vector<float>(Physics.MainEngine)), 1);
        Vector<float> right = Where(Vector.Equals(action, new Vector<float>(Physics.ThrustRight)), 1);
        Vector<float> left = Where(Vector.Equals(action, new Vector<float>(Physics.ThrustLeft)), 1);
        Vector<float> wanted = main + (right + left) * Physics.SideBurn;
        Vector<float> burns = Where(Vector.LessThanOrEqual(wanted, fuel), 1);
        Vector<float> burnt = wanted * burns;
        fuel -= burnt;
        speedX += (right - left) * burns * Physics.SideAcceleration * Physics.TimeStep;
        speedY += (main * burns * Physics.MainAcceleration - new Vector<float>(Physics.Gravity)) * Physics.TimeStep;
        x += speedX * Physics.TimeStep;
        y += speedY * Physics.TimeStep;

        Vector<float> reward = Potential(x, y, speedX, speedY) - before - burnt * Physics.FuelCost;
        Vector<int> flies = Vector.GreaterThan(y, Vector<float>.Zero)
            & Vector.LessThan(y, new Vector<float>(Physics.Ceiling))
            & Vector.LessThan(Vector.Abs(x), new Vector<float>(Physics.Wall));
        Vector<int> landed = Vector.LessThanOrEqual(y, Vector<float>.Zero)
            & Vector.LessThanOrEqual(Vector.Abs(x), new Vector<float>(Physics.PadHalfWidth))
            & Vector.LessThanOrEqual(Vector.Abs(speedX), new Vector<float>(Physics.MaxLandingDrift))
            & Vector.LessThanOrEqual(-speedY, new Vector<float>(Physics.MaxLandingFall));
        Vector<float> atTheEnd = Vector.ConditionalSelect(landed, new Vector<float>(Physics.LandingReward), new Vector<float>(Physics.CrashReward));
        reward = Vector.ConditionalSelect(flies, reward, reward + atTheEnd);

        x.CopyTo(_x, at);
        y.CopyTo(_y, at);
        speedX.CopyTo(_speedX, at);
        speedY.CopyTo(_speedY, at);
        fuel.CopyTo(_fuel, at);
        reward.CopyTo(_rewards, at);
        Vector.ConditionalSelect(flies, Vector<float>.Zero, Vector<float>.One).CopyTo(_ended, at);
    }

    private static Vector<float> Potential(Vector<float> x, Vector<float> y, Vector<float> speedX, Vector<float> speedY) =>
        -Vector.SquareRoot(x * x + y * y) - Vector.SquareRoot(speedX * speedX + speedY * speedY) * 4;

    private static Vector<float> Where(Vector<int> condition, float value) =>
        Vector.ConditionalSelect(condition, new Vector<float>(value), Vector<float>.Zero);

    private static Vector<float> Load(float[] values, int at) => new(values, at);
}
