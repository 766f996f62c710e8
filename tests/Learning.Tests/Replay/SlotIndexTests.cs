namespace RlOrleans.Learning.Tests.Replay;

public sealed class SlotIndexTests
{
    [Fact]
    public void Add_SlotsAgain_NumbersEachOnceInOrder()
    {
        var index = new SlotIndex(slots: 10, capacity: 6);
        foreach (int slot in (int[])[7, 0, 7, 3, 0])
            index.Add(slot);
        Assert.Equal([7, 0, 3], index.Slots);
        Assert.Equal((0, 1, 2), (index.NumberOf(7), index.NumberOf(0), index.NumberOf(3)));
    }

    [Fact]
    public void Clear_SlotsOfBefore_AreNumberedAnew()
    {
        var index = new SlotIndex(slots: 10, capacity: 6);
        foreach (int slot in (int[])[5, 6, 7])
            index.Add(slot);
        index.Clear();
        foreach (int slot in (int[])[7, 6, 0])
            index.Add(slot);
        Assert.Equal([7, 6, 0], index.Slots);
    }
}
