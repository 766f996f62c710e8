using RlOrleans.Environments;
using RlOrleans.Environments.Rendering;

namespace Lander;

/// <summary>
/// MoonLander-v0: put a craft down on its pad, gently, before the fuel is gone. Everything that a simulator has to implement
/// is in this file; lanes, time limit, autoreset, checkpoints and datasets come from the library.
/// </summary>
/// <remarks>
/// Actions: 0 nothing, 1 main engine, 2 thrust to the right, 3 thrust to the left. Observations: x / 20, altitude / 30, the
/// speeds in m/s / 5, and the share of the fuel that is left. Rewards: how much nearer and slower, less the fuel; 100 for a
/// landing, −100 for a crash or for leaving the area.
/// </remarks>
public sealed class MoonLander : IEnvironment, IDrawable
{
    private float _x;
    private float _y;
    private float _speedX;
    private float _speedY;
    private float _fuel;

    // Only for the picture; no step depends on it.
    private int _engine;

    /// <summary>What it is, known before one is created.</summary>
    public static EnvironmentSpec Definition { get; } = new(
        "MoonLander-v0",
        Physics.Observations,
        new DiscreteSpace(Physics.ActionCount),
        Physics.MaxSteps,
        RewardThreshold: 120,
        "Land on the pad, gently, before the fuel is gone.");

    /// <inheritdoc/>
    public void Reset(in StepRandom random, Span<float> observation)
    {
        // All chance comes from what is handed in, so that every episode can be played again.
        _x = random.Uniform(draw: 0, -8, 8);
        _y = Physics.StartAltitude;
        _speedX = random.Uniform(draw: 1, -1, 1);
        _speedY = random.Uniform(draw: 2, -3, 0);
        _fuel = Physics.Tank;
        _engine = 0;
        Observe(observation);
    }

    /// <inheritdoc/>
    public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation)
    {
        float before = Physics.Potential(_x, _y, _speedX, _speedY);
        float burnt = Move((int)action[0]);
        Observe(observation);
        float reward = Physics.Potential(_x, _y, _speedX, _speedY) - before - Physics.FuelCost * burnt;
        if (_y > 0 && _y < Physics.Ceiling && MathF.Abs(_x) < Physics.Wall)
            return new StepOutcome(reward, Terminated: false, Truncated: false);
        return new StepOutcome(reward + (HasLanded() ? Physics.LandingReward : Physics.CrashReward), Terminated: true, Truncated: false);
    }

    /// <summary>Optional: with it, <c>rl watch</c> and <c>rl replay --gif</c> have something to show.</summary>
    public void Draw(Scene scene) => LanderScene.Draw(scene, _x, Math.Max(0, _y), _fuel, _engine);

    /// <inheritdoc/>
    public void Save(SnapshotWriter writer) => writer.WriteSingles([_x, _y, _speedX, _speedY, _fuel]);

    /// <inheritdoc/>
    public void Load(ref SnapshotReader reader)
    {
        Span<float> state = stackalloc float[5];
        reader.ReadSingles(state);
        (_x, _y, _speedX, _speedY, _fuel) = (state[0], state[1], state[2], state[3], state[4]);
    }

    // Gives the fuel that was burnt. Semi-implicit Euler: speeds first.
    private float Move(int action)
    {
        float wanted = action switch { Physics.MainEngine => 1, Physics.ThrustLeft or Physics.ThrustRight => Physics.SideBurn, _ => 0 };
        float burnt = wanted <= _fuel ? wanted : 0;
        _fuel -= burnt;
        _engine = burnt > 0 ? action : 0;
        float lift = action == Physics.MainEngine && burnt > 0 ? Physics.MainAcceleration : 0;
        float push = burnt == 0 ? 0 : action switch { Physics.ThrustRight => Physics.SideAcceleration, Physics.ThrustLeft => -Physics.SideAcceleration, _ => 0 };
        _speedX += push * Physics.TimeStep;
        _speedY += (lift - Physics.Gravity) * Physics.TimeStep;
        _x += _speedX * Physics.TimeStep;
        _y += _speedY * Physics.TimeStep;
        return burnt;
    }

    private bool HasLanded() => _y <= 0
        && MathF.Abs(_x) <= Physics.PadHalfWidth
        && MathF.Abs(_speedX) <= Physics.MaxLandingDrift
        && -_speedY <= Physics.MaxLandingFall;

    private void Observe(Span<float> observation)
    {
        observation[0] = _x / Physics.Wall;
        observation[1] = _y / Physics.StartAltitude;
        observation[2] = _speedX / 5;
        observation[3] = _speedY / 5;
        observation[4] = _fuel / Physics.Tank;
    }
}
