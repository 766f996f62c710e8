namespace RlOrleans.Learning.Tests;

/// <summary>
/// The balancing task of Barto, Sutton and Anderson (1983) with a limit of 500 steps, just large enough to see that
/// learning learns.
/// </summary>
internal sealed class CartPole : Lane
{
    private const int EpisodeLimit = 500;
    private const double Tick = 0.02;
    private const double Gravity = 9.8;
    private const double TotalMass = 1.1;
    private const double PoleMass = 0.1;
    private const double HalfLength = 0.5;
    private const double PoleMoment = PoleMass * HalfLength;
    private const double Force = 10;
    private const double PositionLimit = 2.4;
    private const double AngleLimit = 12 * Math.PI / 180;

    private readonly Numbers _numbers;
    private readonly double[] _state = new double[4];
    private int _steps;

    public CartPole(uint stream)
    {
        _numbers = new Numbers(stream);
        Reset();
    }

    public override void Observe(Span<float> observation)
    {
        for (int i = 0; i < _state.Length; i++)
            observation[i] = (float)_state[i];
    }

    public override void Reset()
    {
        _steps = 0;
        for (int i = 0; i < _state.Length; i++)
            _state[i] = _numbers.Next(-0.05f, 0.05f);
    }

    public override (float Reward, bool Terminated, bool Truncated) Step(int action)
    {
        bool right = action == 1;
        double sin = Math.Sin(_state[2]), cos = Math.Cos(_state[2]);
        double push = ((right ? Force : -Force) + PoleMoment * _state[3] * _state[3] * sin) / TotalMass;
        double turn = (Gravity * sin - cos * push) / (HalfLength * (4.0 / 3 - PoleMass * cos * cos / TotalMass));
        double move = push - PoleMoment * turn * cos / TotalMass;
        _state[0] += Tick * _state[1];
        _state[1] += Tick * move;
        _state[2] += Tick * _state[3];
        _state[3] += Tick * turn;
        bool terminated = Math.Abs(_state[0]) > PositionLimit || Math.Abs(_state[2]) > AngleLimit;
        return (1, terminated, !terminated && ++_steps >= EpisodeLimit);
    }
}
