using RlOrleans.Client.Display;
using RlOrleans.Runs;
using Spectre.Console;
using LiveDisplay = RlOrleans.Client.Display.LiveDisplay;

namespace RlOrleans.Client.Tests.Display;

public sealed class LiveDisplayTests
{
    [Fact]
    public async Task Show_Progress_DrawsFiguresAndCurve()
    {
        var output = new StringWriter();
        await using (var display = new LiveDisplay(Console(output), TimeProvider.System))
        {
            display.Begin(Samples.Run());
            for (int step = 1; step <= 100; step++)
                display.Show(Samples.Run().Progress with { Steps = step * 1000, MeanReturn = step, StepsPerSecond = 50_000 });
            await Until.True(() => output.ToString().Contains("100,000 / 100,000 steps", StringComparison.Ordinal));
        }

        string drawn = output.ToString();
        Assert.Contains("CartPole-v1", drawn);
        Assert.Contains("50,000 steps/s", drawn);
        Assert.Contains('⠉', drawn);
    }

    [Fact]
    public async Task Note_WhileDrawing_StaysOnTheScreen()
    {
        var output = new StringWriter();
        await using (var display = new LiveDisplay(Console(output), TimeProvider.System))
        {
            display.Begin(Samples.Run());
            display.Note("warning: [odd] text");
        }

        Assert.Contains("warning: [odd] text", output.ToString());
    }

    [Fact]
    public async Task DisposeAsync_NeverBegun_WritesWhatWasNoted()
    {
        var output = new StringWriter();
        var display = new LiveDisplay(Console(output), TimeProvider.System);
        display.Note("error: no such run");
        await display.DisposeAsync();
        Assert.Contains("error: no such run", output.ToString());
    }

    private static IAnsiConsole Console(StringWriter output) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(TextWriter.Synchronized(output)),
    });
}
