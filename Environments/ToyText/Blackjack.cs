using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.ToyText;

/// <summary>
/// Blackjack-v1 with Gymnasium's rules, which are those of Sutton and Barto, "Reinforcement Learning: An Introduction"
/// (2018), example 5.1: an endless deck, a dealer who stands on 17, and a natural that beats all but a natural. Action
/// 0 sticks, 1 takes a card; a won game is worth 1, a lost one −1, a draw nothing.
/// </summary>
/// <remarks>
/// Observation, each one-hot: the player's sum (0 to 31), the dealer's open card (0 to 10, an ace is 1), and whether
/// an ace of the player counts as 11.
/// </remarks>
internal sealed class Blackjack : IEnvironment, IDrawable
{
    private const int SumCount = 32;
    private const int CardCount = 11;
    private const int ObservationSize = SumCount + CardCount + 2;
    private const int DealerStandsOn = 17;
    private const int Stick = 0;

    private BlackjackHand _player;
    private BlackjackHand _dealer;
    private int _openCard;

    public static EnvironmentSpec Definition { get; } = new(
        "Blackjack-v1",
        BoxSpace.Uniform(0, 1, ObservationSize),
        new DiscreteSpace(2),

        // Gymnasium sets none, and none is needed: the twentieth card is one too many, even if all are aces.
        MaxEpisodeSteps: 20,
        RewardThreshold: double.NaN,
        "Get closer to 21 than the dealer (sum, open card and usable ace one-hot).");

    public void Reset(in StepRandom random, Span<float> observation)
    {
        _openCard = BlackjackHand.DrawCard(random, 0);
        _dealer = default(BlackjackHand).With(_openCard).With(BlackjackHand.DrawCard(random, 1));
        _player = default(BlackjackHand).With(BlackjackHand.DrawCard(random, 2)).With(BlackjackHand.DrawCard(random, 3));
        Observe(observation);
    }

    public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation)
    {
        bool sticks = action[0] == Stick;
        float reward = 0;
        if (sticks)
        {
            for (byte draw = 0; _dealer.Sum < DealerStandsOn; draw++)
                _dealer = _dealer.With(BlackjackHand.DrawCard(random, draw));
            bool wins = _player.IsNatural && !_dealer.IsNatural;
            reward = wins ? 1 : Math.Sign(_player.Score - _dealer.Score);
        }
        else
        {
            _player = _player.With(BlackjackHand.DrawCard(random, 0));
            reward = _player.IsBust ? -1 : 0;
        }

        Observe(observation);
        return new StepOutcome(reward, Terminated: sticks || _player.IsBust, Truncated: false);
    }

    public void Save(SnapshotWriter writer)
    {
        _player.Save(writer);
        _dealer.Save(writer);
        writer.WriteInt32(_openCard);
    }

    public void Load(ref SnapshotReader reader)
    {
        _player = BlackjackHand.Load(ref reader);
        _dealer = BlackjackHand.Load(ref reader);
        _openCard = reader.ReadInt32();
        if (_player.IsBust || _dealer.CardCount != 2 || _openCard is < 1 or > 10 || !_dealer.CanHold(_openCard))
            throw new InvalidDataException($"The snapshot has hands of {_player} and {_dealer} with {_openCard} open, which cannot be.");
    }

    public void Draw(Scene scene) => BlackjackScene.Draw(scene, _player, _openCard);

    /// <summary>Puts given cards on the table, for tests.</summary>
    internal void Deal(int[] player, int[] dealer)
    {
        _player = player.Aggregate(default(BlackjackHand), (hand, card) => hand.With(card));
        _dealer = dealer.Aggregate(default(BlackjackHand), (hand, card) => hand.With(card));
        _openCard = dealer[0];
    }

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        observation[_player.Sum] = 1;
        observation[SumCount + _openCard] = 1;
        observation[SumCount + CardCount + (_player.HasUsableAce ? 1 : 0)] = 1;
    }
}
