using RlOrleans.Worker.Staging;

namespace RlOrleans.Worker.Tests.Staging;

public sealed class LargeArrayPoolTests
{
    [Fact]
    public void Rent_OnAnotherThread_FindsWhatWasReturned()
    {
        var pool = new LargeArrayPool(maxKept: 1, maxKeptBytes: 16 << 20);
        byte[] array = pool.Rent(5 << 20);
        pool.Return(array);
        byte[]? found = null;
        var thread = new Thread(() => found = pool.Rent(array.Length));
        thread.Start();
        thread.Join();

        Assert.Same(array, found);
        Assert.NotSame(array, pool.Rent(array.Length));
    }

    [Fact]
    public void Return_MoreThanAreKept_DropsTheSmallest()
    {
        var pool = new LargeArrayPool(maxKept: 2, maxKeptBytes: 64 << 20);
        byte[] small = pool.Rent(1), middle = pool.Rent(9 << 20), large = pool.Rent(20 << 20);
        foreach (byte[] array in (byte[][])[small, large, middle])
            pool.Return(array);

        byte[][] rented = [pool.Rent(1), pool.Rent(1), pool.Rent(1)];

        Assert.Contains(rented, array => array == middle);
        Assert.Contains(rented, array => array == large);
        Assert.DoesNotContain(rented, array => array == small);
    }

    [Fact]
    public void Return_LargerThanIsKept_IsNotRentedAgain()
    {
        var pool = new LargeArrayPool(maxKept: 2, maxKeptBytes: 8 << 20);
        byte[] array = pool.Rent(9 << 20);
        pool.Return(array);

        Assert.NotSame(array, pool.Rent(9 << 20));
    }
}
