namespace RlOrleans.Learning.Tests;

/// <summary>
/// Shows a cue, then blanks, then asks for the cue: the last reward is 1 for the right answer and 0 for the other, so that
/// without a memory the mean return is one half.
/// </summary>
/// <remarks>An observation is the cue (1, −1, or 0 while it is not shown) and whether an answer is wanted.</remarks>
internal sealed class Recall : Lane
{
    public const int ObservationSize = 2;
    public const int Choices = 2;

    private readonly Numbers _numbers;
    private readonly int _blanks;
    private int _cue;
    private int _step;

    public Recall(uint stream, int blanks)
    {
        _numbers = new Numbers(stream);
        _blanks = blanks;
        Reset();
    }

    public override void Observe(Span<float> observation)
    {
        observation[0] = _step == 0 ? 2 * _cue - 1 : 0;
        observation[1] = _step > _blanks ? 1 : 0;
    }

    public override void Reset()
    {
        _cue = _numbers.Below(2);
        _step = 0;
    }

    public override (float Reward, bool Terminated, bool Truncated) Step(int action)
    {
        bool answers = _step++ > _blanks;
        return (answers && action == _cue ? 1 : 0, answers, false);
    }
}
