using RlOrleans.Environments.Service.Sync;

namespace RlOrleans.Environments.Service.Tests.Sync;

/// <summary>What the lock-step promises, on a network that loses, repeats and reorders.</summary>
public sealed class BarrierTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.01, 2)]
    [InlineData(0.3, 3)]
    [InlineData(0.3, 4)]
    public void Barrier_DatagramsLostAndRepeated_OpensWhenAllHaveArrivedAndNotBefore(double loss, ulong seed)
    {
        var network = new LossyNetwork(3, loss, seed);
        network.Until(() => network.Members.All(member => member.IsIn), 60 * Second);
        for (ulong barrier = 1; barrier <= 200; barrier++)
        {
            network.Members[0].Arrive(network.Now);
            network.Members[1].Arrive(network.Now);
            network.Until(() => network.Now.Ticks % (Second.Ticks / 100) == 0, Second);
            Assert.All(network.Members, member => Assert.Equal(barrier - 1, member.Opened));
            Assert.Equal(barrier, network.Members[2].Arrive(network.Now));
            network.Until(() => network.Members.All(member => member.Opened == barrier), 60 * Second);
        }
    }

    [Fact]
    public void Member_Dies_IsNamedToTheOthersWithinASecond()
    {
        var network = new LossyNetwork(3, 0.01, 5);
        network.Until(() => network.Members.All(member => member.IsIn), Second);
        network.Members[0].Arrive(network.Now);
        network.Members[2].Arrive(network.Now);
        network.Kill(1);
        network.Until(() => network.Members[0].Silent.Contains("member-1") && network.Members[2].Silent.Contains("member-1"), Second);
        Assert.Equal(["member-1"], network.Coordinator.Silent);
        Assert.Contains(network.Reports, report => report.StartsWith("member-1 is silent", StringComparison.Ordinal));
        Assert.Equal(0ul, network.Coordinator.Opened);
    }

    [Fact]
    public void Member_Leaves_IsNotWaitedFor()
    {
        var network = new LossyNetwork(3, 0.1, 6);
        network.Until(() => network.Members.All(member => member.IsIn), 5 * Second);
        foreach (SyncMember member in network.Members)
            member.Arrive(network.Now);
        network.Until(() => network.Members.All(member => member.Opened == 1), 5 * Second);
        network.Members[0].Arrive(network.Now);
        network.Members[1].Arrive(network.Now);
        network.Members[2].Leave(network.Now);
        network.Until(() => network.Members[0].Opened == 2 && network.Members[1].Opened == 2 && network.Members[2].HasLeft, 5 * Second);
    }

    [Fact]
    public void Coordinator_Restarted_LearnsFromItsMembersWhereTheyAre()
    {
        var network = new LossyNetwork(2, 0.05, 7);
        network.Until(() => network.Members.All(member => member.IsIn), 5 * Second);
        for (ulong barrier = 1; barrier <= 10; barrier++)
        {
            foreach (SyncMember member in network.Members)
                member.Arrive(network.Now);
            network.Until(() => network.Members.All(member => member.Opened == barrier), 5 * Second);
        }

        network.RestartCoordinator();
        network.Members[0].Arrive(network.Now);
        network.Until(() => network.Coordinator.Members.Count == 2, 5 * Second);
        Assert.Equal(10ul, network.Members[0].Opened);
        network.Members[1].Arrive(network.Now);
        network.Until(() => network.Members.All(member => member.Opened == 11), 5 * Second);
    }

    [Fact]
    public void Receive_AnyBytes_AreCountedAndChangeNothing()
    {
        var network = new LossyNetwork(1, 0, 8);
        network.Until(() => network.Members[0].IsIn, Second);
        var random = new CounterRandom(9, RandomPurpose.Action, 0, 0);
        var good = new byte[SyncDatagram.MaxBytes];
        int length = new SyncDatagram(SyncKind.Arrive, 1, 5, "").Write(good);
        long before = network.Coordinator.Ignored;
        for (uint i = 0; i < 5000; i++)
        {
            byte[] bytes = good[..random.Below(4ul * i, 2 * length)];
            if (bytes.Length > 0)
                bytes[random.Below(4ul * i + 1, bytes.Length)] ^= (byte)(1 + random.Below(4ul * i + 2, 255));
            network.Coordinator.Receive(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 9), bytes, network.Now);
            network.Members[0].Receive(bytes, network.Now);
        }

        Assert.Equal(5000, network.Coordinator.Ignored - before);
        Assert.Equal(5000, network.Members[0].Ignored);
        Assert.Equal(["member-0"], network.Coordinator.Members);
        Assert.Equal(0ul, network.Coordinator.Opened);
    }
}
