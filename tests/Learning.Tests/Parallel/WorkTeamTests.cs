namespace RlOrleans.Learning.Tests.Parallel;

public sealed class WorkTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_ManyRuns_DoesEveryPartOnce(int threads)
    {
        using var team = new WorkTeam(threads);
        var work = new Counting(64);
        for (int run = 1; run <= 3000; run++)
        {
            int parts = run % 65;
            Array.Clear(work.Counts);
            team.Run(work, parts);
            for (int part = 0; part < work.Counts.Length; part++)
                Assert.Equal(part < parts ? 1 : 0, work.Counts[part]);
        }
    }

    [Fact]
    public void Run_ParkedWorkers_WakeUp()
    {
        // The first part ends only when another thread has begun the second: without a woken worker this never ends.
        using var team = new WorkTeam(2);
        for (int run = 0; run < 20; run++)
        {
            Assert.True(SpinWait.SpinUntil(() => team.Parked == 1, TimeSpan.FromSeconds(30)), "the worker spins on");
            var work = new Meeting();
            team.Run(work, 2);
            Assert.Equal(2, work.Threads.Distinct().Count());
        }
    }

    [Fact]
    public void Run_OneThread_StaysOnTheCaller()
    {
        using var team = new WorkTeam(1);
        var work = new Recording();
        team.Run(work, 10);
        Assert.All(work.Threads, thread => Assert.Equal(Environment.CurrentManagedThreadId, thread));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_FailingParts_ThrowsTheLowestAfterAllRan(int threads)
    {
        using var team = new WorkTeam(threads);
        for (int run = 0; run < 200; run++)
        {
            var work = new Failing();
            var exception = Assert.Throws<InvalidDataException>(() => team.Run(work, 10));
            Assert.Equal("part 3", exception.Message);
            Assert.Equal(10, work.Ran);
        }

        var counting = new Counting(8);
        team.Run(counting, 8);
        Assert.All(counting.Counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Run_FromAPart_IsRefused()
    {
        using var team = new WorkTeam(2);
        Assert.Throws<InvalidOperationException>(() => team.Run(new Nested(team), 1));
        var counting = new Counting(3);
        team.Run(counting, 3);
        Assert.All(counting.Counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Run_SteadyState_AllocatesNothing()
    {
        using var team = new WorkTeam(2);
        var work = new Counting(8);
        Assert.Equal(0, Allocations.InSteadyState(() => team.Run(work, 8)));
    }

    [Fact]
    public void Dispose_ManyTeams_EndsTheirThreads()
    {
        for (int i = 0; i < 50; i++)
        {
            var team = new WorkTeam(3);
            var work = new Recording();
            team.Run(work, i % 7);
            team.Dispose();
            Assert.Throws<ObjectDisposedException>(() => team.Run(work, 1));
        }
    }

    [Fact]
    public void Constructor_NoThreads_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkTeam(0));

    private sealed class Counting(int parts) : IWork
    {
        public int[] Counts { get; } = new int[parts];

        public void Run(int part) => Interlocked.Increment(ref Counts[part]);
    }

    private sealed class Recording : IWork
    {
        public int[] Threads { get; } = [.. Enumerable.Repeat(Environment.CurrentManagedThreadId, 10)];

        public void Run(int part) => Threads[part] = Environment.CurrentManagedThreadId;
    }

    private sealed class Meeting : IWork
    {
        private readonly CountdownEvent _arrived = new(2);

        public int[] Threads { get; } = new int[2];

        public void Run(int part)
        {
            Threads[part] = Environment.CurrentManagedThreadId;
            _arrived.Signal();
            Assert.True(_arrived.Wait(TimeSpan.FromSeconds(30)), "nobody came for the other part");
        }
    }

    private sealed class Failing : IWork
    {
        private int _ran;

        public int Ran => _ran;

        public void Run(int part)
        {
            Interlocked.Increment(ref _ran);
            if (part % 3 == 0 && part > 0)
                throw new InvalidDataException($"part {part}");
        }
    }

    private sealed class Nested(WorkTeam team) : IWork
    {
        public void Run(int part) => team.Run(this, 1);
    }
}
