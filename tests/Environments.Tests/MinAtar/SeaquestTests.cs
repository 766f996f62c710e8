using System.Buffers;
using RlOrleans.Environments.MinAtar;

namespace RlOrleans.Environments.Tests.MinAtar;

public class SeaquestTests
{
    private const int Seas = 20_000;

    [Fact]
    public void TryMoveTogether_AnySea_EqualsOneByOneOrMovesNothing()
    {
        int together = 0;
        for (uint number = 0; number < Seas; number++)
        {
            Seaquest before = Populate(number), vector = before, list = before;
            if (!vector.TryMoveTogether())
            {
                Assert.Equal(Bytes(before), Bytes(vector));
                continue;
            }

            together++;
            Assert.Equal(0, list.MoveOneByOne());
            Assert.False(list.IsOver);
            Assert.Equal(Bytes(list), Bytes(vector));
        }

        Assert.InRange(together, Seas / 10, Seas * 9 / 10);
    }

    // A game with the submarine somewhere and up to twenty swimmers, fewer of them more often.
    private static Seaquest Populate(uint number)
    {
        var random = new CounterRandom(3, RandomPurpose.Environment, 0, number);
        ulong counter = 0;
        int Below(int count) => random.Below(counter++, count);
        var game = new Seaquest();
        game.Reset(default);
        (game.X, game.Y, game.MoveInterval) = ((sbyte)Below(10), (sbyte)Below(9), (byte)(2 + Below(4)));
        for (int left = Below(Below(21) + 1); left > 0; left--)
        {
            var kind = (SwimmerKind)Below(5);
            bool isEnemy = kind is SwimmerKind.Submarine or SwimmerKind.Fish;
            game.Swimmers.Add(new Swimmer(kind, Swimmer.PlaceOf(Below(10), Below(9)), Below(2) == 1)
            {
                MoveTimer = (byte)(isEnemy || kind == SwimmerKind.Diver ? Below(6) : 0),
                ShotTimer = (byte)(kind == SwimmerKind.Submarine ? Below(11) : 0),
            });
        }

        return game;
    }

    private static byte[] Bytes(in Seaquest game)
    {
        var bytes = new ArrayBufferWriter<byte>();
        game.Save(new SnapshotWriter(bytes));
        return bytes.WrittenSpan.ToArray();
    }
}
