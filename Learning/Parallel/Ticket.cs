namespace RlOrleans.Learning;

/// <summary>The parts of a run that nobody has taken yet, <c>[first, end)</c>, below the number of the run, in one word.</summary>
internal static class Ticket
{
    public const int PartBits = 20;

    private const long PartMask = (1L << PartBits) - 1;
    private const int RunShift = 2 * PartBits;

    /// <summary>All parts of the run after that of a ticket.</summary>
    public static long Next(long ticket, int parts) => (((ticket >> RunShift) + 1) << RunShift) | ((long)parts << PartBits);

    public static bool IsEmpty(long ticket) => First(ticket) == End(ticket);

    public static long TakeFirst(long ticket, out int part)
    {
        part = (int)First(ticket);
        return ticket + 1;
    }

    public static long TakeLast(long ticket, out int part)
    {
        part = (int)End(ticket) - 1;
        return ticket - (1L << PartBits);
    }

    private static long First(long ticket) => ticket & PartMask;

    private static long End(long ticket) => (ticket >> PartBits) & PartMask;
}
