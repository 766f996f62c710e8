using RlOrleans.Client.Display;
using RlOrleans.Runs;

namespace RlOrleans.Client.Tests.Display;

public sealed class PlainDisplayTests
{
    private readonly StringWriter _progress = new();
    private readonly StringWriter _notes = new();
    private readonly ManualTime _time = new();
    private readonly PlainDisplay _display;

    public PlainDisplayTests() => _display = new PlainDisplay(_progress, _notes, _time);

    private string[] Lines => _progress.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void Begin_Run_SaysWhatItIs()
    {
        _display.Begin(Samples.Run());
        Assert.Equal(["cartpole-v1-ppo-s1-20261121-093000: CartPole-v1, ppo, seed 1, 100,000 steps, 8 lanes"], Lines);
    }

    [Fact]
    public void Show_OnePoint_WritesALine()
    {
        _display.Show(At(10_240));
        Assert.Equal([" 10,240 / 100,000 steps     50,000 steps/s  mean return    123.4  0:02 left"], Lines);
    }

    [Fact]
    public void Show_ManyPointsInASecond_WritesOneLine()
    {
        for (int step = 1; step <= 50; step++)
        {
            _display.Show(At(step * 1000));
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Single(Lines);
    }

    [Fact]
    public void Show_NextSecond_WritesAnotherLine()
    {
        _display.Show(At(1000));
        _time.Advance(TimeSpan.FromSeconds(1));
        _display.Show(At(2000));
        Assert.Equal(2, Lines.Length);
    }

    [Fact]
    public void Show_EvaluationBegins_WritesTheLastPointOfTrainingFirst()
    {
        _display.Show(At(1000));
        _display.Show(At(100_000));
        _display.Show(At(100_000) with { Status = RunStatus.Evaluating });
        _display.Show(At(100_000) with { Status = RunStatus.Evaluating, EvaluationEpisodes = 10 });
        Assert.Equal(3, Lines.Length);
        Assert.StartsWith("100,000 / 100,000", Lines[1]);
        Assert.Equal("evaluating", Lines[2]);
    }

    [Fact]
    public async Task DisposeAsync_PointNotYetWritten_WritesIt()
    {
        _display.Show(At(1000));
        _display.Show(At(2000));
        await _display.DisposeAsync();
        Assert.StartsWith("  2,000 /", Lines[1]);
    }

    [Fact]
    public void Note_Warning_GoesToTheOtherWriter()
    {
        _display.Note("warning: low on disk");
        Assert.Equal("warning: low on disk\n", _notes.ToString());
        Assert.Empty(Lines);
    }

    private static RunProgress At(long steps) => Samples.Run().Progress with { Updates = steps / 1000, Steps = steps, MeanReturn = 123.4, StepsPerSecond = 50_000 };
}
