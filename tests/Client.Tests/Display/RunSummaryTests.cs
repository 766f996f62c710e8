using RlOrleans.Client.CommandLine;
using RlOrleans.Client.Display;
using RlOrleans.Runs;

namespace RlOrleans.Client.Tests.Display;

public sealed class RunSummaryTests
{
    private readonly StringWriter _output = new();
    private readonly Terminal _terminal;

    public RunSummaryTests() => _terminal = new Terminal(_output, TextWriter.Null, "/runs/..");

    [Fact]
    public void Write_CompletedRun_HasTheFiguresThatMatter()
    {
        RunSummary.Write(Completed(meanReturn: 498.25), _terminal);
        string text = _output.ToString();
        Assert.Contains("498.2 ± 3.5 over 100 episodes, solved (at 475.0)", text);
        Assert.Contains("99,840 steps in 2.00 s (49,920 steps/s), 390 updates, 1 episode\n", text);
        Assert.Contains("0123456789abcdef (SHA-256)", text);
        Assert.Contains("runs/cartpole-v1-ppo-s1-20261121-093000", text);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void Write_ReturnBelowTheThreshold_SaysWhatSolvingTakes()
    {
        RunSummary.Write(Completed(meanReturn: 100), _terminal);
        Assert.Contains("not solved (that takes 475.0)", _output.ToString());
    }

    [Fact]
    public void WriteNext_Commands_AreAligned()
    {
        RunSummary.WriteNext(_terminal, ("rl a", "first"), ("rl long", "second"));
        Assert.Equal("next        rl a     first\n            rl long  second\n", _output.ToString());
    }

    private static RunDescription Completed(double meanReturn) => Samples.Run(status: RunStatus.Completed) with
    {
        Evaluation = new EvaluationResult(100, meanReturn, 3.5, 498),
        WeightsHash = string.Concat(Enumerable.Repeat("0123456789abcdef", 4)),
        Progress = Samples.Run().Progress with { Steps = 99_840, Updates = 390, Episodes = 1, Elapsed = TimeSpan.FromSeconds(2) },
    };
}
