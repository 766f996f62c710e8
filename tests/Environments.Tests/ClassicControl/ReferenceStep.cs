using System.Globalization;

namespace RlOrleans.Environments.Tests.ClassicControl;

/// <summary>Episodes that Gymnasium played. Step 0 is the reset, and has neither action, reward nor flags.</summary>
internal sealed record ReferenceStep(
    int Episode, int Step, float Action, float[] Observation, double[] State, double Reward, bool Terminated, bool Truncated)
{
    public bool Ended => Terminated || Truncated;

    public static ReferenceStep[] Read(string environmentId)
    {
        string[][] lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "TestData", $"{environmentId}.csv")).Select(line => line.Split(','))];
        string[] header = lines[0];
        int[] observation = Columns("obs"), state = Columns("state");
        return
        [
            .. lines.Skip(1).Select(cells => new ReferenceStep(
                (int)Number(cells[0]),
                (int)Number(cells[1]),
                (float)Number(cells[2]),
                [.. observation.Select(column => (float)Number(cells[column]))],
                [.. state.Select(column => Number(cells[column]))],
                Number(cells[^3]),
                cells[^2] == "1",
                cells[^1] == "1")),
        ];

        int[] Columns(string prefix) =>
            [.. Enumerable.Range(0, header.Length).Where(column => header[column].StartsWith(prefix, StringComparison.Ordinal))];
    }

    /// <summary>Every step with the one before it.</summary>
    public static (ReferenceStep From, ReferenceStep To)[] Transitions(string environmentId)
    {
        ReferenceStep[] steps = Read(environmentId);
        return [.. steps.Zip(steps.Skip(1)).Where(pair => pair.Second.Step > 0)];
    }

    private static double Number(string cell) => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture);
}
