namespace RlOrleans.Learning.Tests.Parallel;

public sealed class TicketTests
{
    [Fact]
    public void Take_FromBothEnds_GivesEachPartOnce()
    {
        long ticket = Ticket.Next(0, 4);
        ticket = Ticket.TakeFirst(ticket, out int a);
        ticket = Ticket.TakeLast(ticket, out int b);
        ticket = Ticket.TakeLast(ticket, out int c);
        Assert.False(Ticket.IsEmpty(ticket));
        ticket = Ticket.TakeFirst(ticket, out int d);
        Assert.Equal((0, 3, 2, 1), (a, b, c, d));
        Assert.True(Ticket.IsEmpty(ticket));
    }

    [Fact]
    public void Next_AfterARun_IsAnotherTicketOfAsManyParts()
    {
        long first = Ticket.Next(0, 1), second = Ticket.Next(Ticket.TakeLast(first, out _), 1);
        Assert.NotEqual(first, second);
        Assert.False(Ticket.IsEmpty(second));
    }

    [Fact]
    public void Next_AfterManyRuns_StillHoldsItsParts()
    {
        long ticket = Ticket.Next(-1L << 40 >> 1 << 1, (1 << Ticket.PartBits) - 1);
        ticket = Ticket.TakeLast(ticket, out int last);
        Assert.Equal((1 << Ticket.PartBits) - 2, last);
        Assert.False(Ticket.IsEmpty(ticket));
    }
}
