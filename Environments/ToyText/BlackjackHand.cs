namespace RlOrleans.Environments.ToyText;

/// <summary>The cards of one player, as far as they matter. An ace is a card of 1.</summary>
/// <param name="HardSum">The sum of all cards, aces as 1.</param>
/// <param name="HasAce">Whether there is an ace among them.</param>
/// <param name="CardCount">How many there are.</param>
internal readonly record struct BlackjackHand(int HardSum, bool HasAce, int CardCount)
{
    private const int Target = 21;

    /// <summary>Whether an ace counts as 11 without going over 21.</summary>
    public bool HasUsableAce => HasAce && HardSum + 10 <= Target;

    public int Sum => HasUsableAce ? HardSum + 10 : HardSum;

    public bool IsBust => Sum > Target;

    /// <summary>What is compared at the end; nothing for a hand that went over 21.</summary>
    public int Score => IsBust ? 0 : Sum;

    /// <summary>An ace and a ten, and no other card.</summary>
    public bool IsNatural => CardCount == 2 && Sum == Target;

    /// <summary>Draws from an endless deck: 1 to 9, and 10 four times as often, for itself and three faces.</summary>
    public static int DrawCard(in StepRandom random, byte draw) => Math.Min(random.Below(draw, 13) + 1, 10);

    public BlackjackHand With(int card) => new(HardSum + card, HasAce || card == 1, CardCount + 1);

    /// <summary>Whether one of the two cards of this hand can be the given one.</summary>
    public bool CanHold(int card) => HardSum - card is >= 1 and <= 10 && HasAce == (card == 1 || HardSum - card == 1);

    public void Save(SnapshotWriter writer)
    {
        writer.WriteInt32(HardSum);
        writer.WriteByte(HasAce ? (byte)1 : (byte)0);
        writer.WriteInt32(CardCount);
    }

    /// <exception cref="InvalidDataException">No such hand can be dealt.</exception>
    public static BlackjackHand Load(ref SnapshotReader reader)
    {
        var hand = new BlackjackHand(reader.ReadInt32(), reader.ReadByte() != 0, reader.ReadInt32());
        if (hand.CardCount is < 2 or > Target || hand.HardSum < hand.CardCount || hand.HardSum > 10 * hand.CardCount)
            throw new InvalidDataException($"The snapshot has a hand of {hand.CardCount} cards that sum to {hand.HardSum}.");
        return hand;
    }
}
