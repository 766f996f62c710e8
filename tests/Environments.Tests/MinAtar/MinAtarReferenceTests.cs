using System.Globalization;

namespace RlOrleans.Environments.Tests.MinAtar;

/// <summary>
/// Each game beside the authors' own code (MinAtar 1.0.15), driven with the random numbers of seed 7, agent 3, lane 0:
/// same rewards, same ends and the same observations, step by step over many episodes. A line is a step: the action (−1
/// for a reset), the reward, whether it terminated, and the hash of the observation.
/// </summary>
public class MinAtarReferenceTests
{
    [Theory]
    [InlineData("Asterix-v1")]
    [InlineData("Breakout-v1")]
    [InlineData("Freeway-v1")]
    [InlineData("Seaquest-v1")]
    [InlineData("SpaceInvaders-v1")]
    public void Step_ActionsOfTheReference_GiveItsRewardsEndsAndObservations(string game)
    {
        using IVectorEnvironment environment = EnvironmentRegistry.Default.Create($"MinAtar/{game}", 1);
        var result = new StepBatch(1, environment.Spec.ObservationSpace.Size);
        environment.Reset(Lanes.Seed(), result.Observations);
        bool ended = true;
        int line = 1, episodes = 0;
        foreach (string text in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "TestData", "MinAtar", $"{game}.csv")).Skip(1))
        {
            line++;
            string[] cells = text.Split(',');
            uint observation = uint.Parse(cells[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (cells[0] == "-1")
            {
                Assert.True(ended, $"line {line}: the episode had not ended");
                Assert.True(observation == Hash(result.Observations), $"line {line}: another first observation");
                ended = false;
                episodes++;
                continue;
            }

            environment.Step([float.Parse(cells[0], CultureInfo.InvariantCulture)], result);
            ended = result.Terminated[0];
            Assert.False(result.Truncated[0]);
            Assert.True(ended == (cells[2] == "1"), $"line {line}: terminated {ended}");
            float reward = float.Parse(cells[1], CultureInfo.InvariantCulture);
            Assert.True(reward == result.Rewards[0], $"line {line}: reward {result.Rewards[0]}, not {reward}");
            Assert.True(observation == Hash(ended ? result.FinalObservations : result.Observations), $"line {line}: another observation");
        }

        Assert.True(line > 6000 && episodes > 2);
    }

    // FNV-1a of the floats as bits, eight a byte and the first one uppermost.
    private static uint Hash(float[] planes)
    {
        uint hash = 0x811C9DC5;
        for (int first = 0; first < planes.Length; first += 8)
        {
            byte packed = 0;
            for (int i = first; i < Math.Min(first + 8, planes.Length); i++)
            {
                Assert.True(planes[i] is 0 or 1);
                packed |= (byte)((int)planes[i] << (7 - (i - first)));
            }

            hash = (hash ^ packed) * 0x01000193;
        }

        return hash;
    }
}
