using System.Diagnostics;

namespace RlOrleans.Learning;

/// <summary>
/// What this machine can do at the most, measured: the limit that benchmarks report shares of. Fused multiply-adds on
/// registers alone give the arithmetic, copies of more than any cache holds the memory.
/// </summary>
/// <param name="VectorBits">Width of the vectors that the kernels use.</param>
/// <param name="Threads">Threads that ran at once for the figures of all threads.</param>
/// <param name="CoreGigaflops">One thread's 10⁹ single-precision operations a second; a fused multiply-add is two.</param>
/// <param name="Gigaflops">The same of all threads at once.</param>
/// <param name="CoreGigabytesPerSecond">One thread's 10⁹ bytes a second of memory, read and written together.</param>
/// <param name="GigabytesPerSecond">The same of all threads at once.</param>
public sealed record MachinePeak(
    int VectorBits, int Threads, double CoreGigaflops, double Gigaflops, double CoreGigabytesPerSecond, double GigabytesPerSecond)
{
    // A clock that is still rising and neighbours that come and go only ever make a round slower, so the best counts.
    private const int Rounds = 20;
    private const int ArithmeticIterations = 100_000;
    private const int CopyFloats = 16 * 1024 * 1024;

    /// <summary>Measures for about half a second.</summary>
    /// <param name="threads">Threads at once, at least 1; null takes one a processor, at most 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 thread.</exception>
    public static MachinePeak Measure(int? threads = null)
    {
        using var alone = new WorkTeam(1);
        using var team = new WorkTeam(threads ?? WorkTeam.DefaultThreads);
        var copy = new Copy(team.Threads);
        return new MachinePeak(
            Kernels.Best.VectorCount * 8 * sizeof(float),
            team.Threads,
            BestGigaflops(alone),
            BestGigaflops(team),
            Best(alone, copy, 1) * Copy.BytesPerPart / 1e9,
            Best(team, copy, team.Threads) * Copy.BytesPerPart / 1e9);
    }

    /// <summary>
    /// 10⁹ operations a second of all threads at once, for a figure that stands beside another of the same moment: a virtual
    /// machine's processors may share a core at times. Measures for some milliseconds.
    /// </summary>
    /// <param name="threads">Threads at once, at least 1; null takes one a processor, at most 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 thread.</exception>
    public static double MeasureGigaflops(int? threads = null)
    {
        using var team = new WorkTeam(threads ?? WorkTeam.DefaultThreads);
        return BestGigaflops(team);
    }

    private static double BestGigaflops(WorkTeam team)
    {
        var arithmetic = new Arithmetic(Kernels.Best, team.Threads);
        return Best(team, arithmetic, team.Threads) * arithmetic.OperationsPerPart / 1e9;
    }

    /// <summary>Parts a second in the fastest of several rounds.</summary>
    private static double Best(WorkTeam team, IWork work, int parts)
    {
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            team.Run(work, parts);
            best = Math.Max(best, parts / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private sealed unsafe class Arithmetic(Kernels kernels, int parts) : IWork
    {
        private readonly FloatBuffer _sums = new(parts * Kernels.PeakChains * FloatBuffer.Line);

        public double OperationsPerPart { get; } = 2.0 * ArithmeticIterations * Kernels.PeakChains * kernels.VectorCount;

        public void Run(int part) =>
            kernels.MultiplyAddChains(ArithmeticIterations, _sums.Pointer + part * Kernels.PeakChains * FloatBuffer.Line);
    }

    private sealed unsafe class Copy(int parts) : IWork
    {
        public const double BytesPerPart = 2.0 * sizeof(float) * CopyFloats;

        // Written once, so that the pages exist.
        private readonly FloatBuffer[] _from = Create(parts), _to = Create(parts);

        public void Run(int part) => _from[part].Span.CopyTo(_to[part].Span);

        private static FloatBuffer[] Create(int count)
        {
            var buffers = new FloatBuffer[count];
            for (int i = 0; i < count; i++)
            {
                buffers[i] = new FloatBuffer(CopyFloats);
                buffers[i].Span.Fill(1);
            }

            return buffers;
        }
    }
}
