using RlOrleans.Environments.ToyText;

namespace RlOrleans.Environments.Tests.ToyText;

public class BlackjackTests
{
    private const float Stick = 0;
    private const float Hit = 1;

    // The dealer stands on 17 and more, so nothing is drawn.
    [Theory]
    [InlineData(new[] { 10, 9 }, new[] { 10, 8 }, 1)]
    [InlineData(new[] { 10, 8 }, new[] { 10, 9 }, -1)]
    [InlineData(new[] { 10, 8 }, new[] { 8, 10 }, 0)]
    [InlineData(new[] { 1, 6 }, new[] { 10, 7 }, 0)]
    [InlineData(new[] { 10, 2 }, new[] { 1, 6 }, -1)]
    [InlineData(new[] { 1, 10 }, new[] { 10, 1 }, 0)]
    [InlineData(new[] { 5, 6, 10 }, new[] { 10, 1 }, 0)]
    [InlineData(new[] { 10, 1 }, new[] { 5, 6, 10 }, 1)]
    public void Step_Stick_ComparesHands(int[] player, int[] dealer, float reward)
    {
        StepOutcome outcome = Play(player, dealer, Stick, out _);
        Assert.Equal(reward, outcome.Reward);
        Assert.True(outcome.Terminated);
    }

    [Fact]
    public void Step_HitWithTwenty_BustsUnlessItIsAnAce()
    {
        int busts = 0;
        for (uint episode = 0; episode < 13_000; episode++)
        {
            StepOutcome outcome = Play([10, 10], [10, 7], Hit, out float[] observation, episode);
            Assert.Equal(outcome.Terminated ? -1 : 0, outcome.Reward);
            Assert.Equal(1f, outcome.Terminated ? observation[22..32].Sum() : observation[21]);
            busts += outcome.Terminated ? 1 : 0;
        }

        Assert.InRange(busts, 11_850, 12_150);
    }

    [Fact]
    public void Step_HitWithSoftSeventeen_NeverBusts()
    {
        for (uint episode = 0; episode < 500; episode++)
        {
            StepOutcome outcome = Play([1, 6], [10, 7], Hit, out float[] observation, episode);
            Assert.False(outcome.Terminated);
            int sum = Array.IndexOf(observation, 1f);
            Assert.InRange(sum, 12, 21);
            Assert.Equal(sum >= 18 ? 1f : 0f, observation[44]);
        }
    }

    [Fact]
    public void Step_DealerDraws_EndsByTheOddsOfTheGame()
    {
        var ends = new Dictionary<float, int>();
        const int Episodes = 40_000;
        for (uint episode = 0; episode < Episodes; episode++)
        {
            StepOutcome outcome = Play([10, 10], [6, 10], Stick, out _, episode);
            ends[outcome.Reward] = ends.GetValueOrDefault(outcome.Reward) + 1;
        }

        // From 16 the dealer's one card decides: 5 makes 21, 4 makes 20, 1 to 3 make less, and anything else goes over.
        Assert.InRange(ends[-1], Episodes / 13 - 250, Episodes / 13 + 250);
        Assert.InRange(ends[0], Episodes / 13 - 250, Episodes / 13 + 250);
        Assert.InRange(ends[1], Episodes * 11 / 13 - 350, Episodes * 11 / 13 + 350);
    }

    [Fact]
    public void Reset_ManyDeals_ShowsSumOpenCardAndAce()
    {
        using IVectorEnvironment environment = EnvironmentRegistry.Default.Create("Blackjack-v1", 20_000);
        var observations = new float[20_000 * 45];
        environment.Reset(Lanes.Seed(), observations);
        float[][] rows = [.. observations.Chunk(45)];
        Assert.All(rows, row =>
        {
            Assert.Equal(1f, row[4..22].Sum());
            Assert.Equal(1f, row[33..43].Sum());
            Assert.Equal(1f, row[43..].Sum());
            Assert.Equal(3f, row.Sum());
        });
        Assert.InRange(rows.Count(row => row[42] == 1), 20_000 * 4 / 13 - 300, 20_000 * 4 / 13 + 300);
        Assert.InRange(rows.Count(row => row[44] == 1), 20_000 * 25 / 169 - 250, 20_000 * 25 / 169 + 250);
    }

    private static StepOutcome Play(int[] player, int[] dealer, float action, out float[] observation, uint episode = 0)
    {
        var game = new Blackjack();
        observation = new float[45];
        game.Reset(Lanes.Seed().At(0, episode, 0), observation);
        game.Deal(player, dealer);
        return game.Step([action], Lanes.Seed().At(0, episode, 1), observation);
    }
}
