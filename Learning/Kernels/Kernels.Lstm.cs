using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>The part of a long short-term memory between its matrix products.</summary>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LstmCell(
        int rows, int units, float* gates, float* previousCell, float* cell, float* hidden)
    {
        for (int b = 0; b < rows; b++)
        {
            float* input = gates, forget = input + units, candidate = forget + units, output = candidate + units;
            for (int u = 0; u < units; u += TSimd.Count)
            {
                TVector i = VectorMath<TSimd, TVector>.Sigmoid(TSimd.Load(input + u));
                TVector f = VectorMath<TSimd, TVector>.Sigmoid(TSimd.Load(forget + u));
                TVector g = VectorMath<TSimd, TVector>.Tanh(TSimd.Load(candidate + u));
                TVector o = VectorMath<TSimd, TVector>.Sigmoid(TSimd.Load(output + u));
                TVector c = TSimd.MultiplyAdd(f, TSimd.Load(previousCell + u), TSimd.Multiply(i, g));
                TSimd.Store(i, input + u);
                TSimd.Store(f, forget + u);
                TSimd.Store(g, candidate + u);
                TSimd.Store(o, output + u);
                TSimd.Store(c, cell + u);
                TSimd.Store(TSimd.Multiply(o, VectorMath<TSimd, TVector>.Tanh(c)), hidden + u);
            }

            gates += 4 * units;
            previousCell += units;
            cell += units;
            hidden += units;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LstmCellGradient(
        int rows, int units, float* gates, float* previousCell, float* cell,
        float* hiddenGradient, float* cellGradient, float* gateGradients, float* previousCellGradient)
    {
        TVector one = TSimd.Broadcast(1f);
        for (int b = 0; b < rows; b++)
        {
            for (int u = 0; u < units; u += TSimd.Count)
            {
                TVector i = TSimd.Load(gates + u), f = TSimd.Load(gates + units + u);
                TVector g = TSimd.Load(gates + 2 * units + u), o = TSimd.Load(gates + 3 * units + u);
                TVector dh = TSimd.Load(hiddenGradient + u);
                TVector squashed = VectorMath<TSimd, TVector>.Tanh(TSimd.Load(cell + u));
                TVector dc = TSimd.MultiplyAdd(
                    TSimd.Multiply(dh, o), TSimd.Subtract(one, TSimd.Multiply(squashed, squashed)), TSimd.Load(cellGradient + u));
                TVector di = TSimd.Multiply(TSimd.Multiply(dc, g), SigmoidSlope(i, one));
                TVector df = TSimd.Multiply(TSimd.Multiply(dc, TSimd.Load(previousCell + u)), SigmoidSlope(f, one));
                TVector dg = TSimd.Multiply(TSimd.Multiply(dc, i), TSimd.Subtract(one, TSimd.Multiply(g, g)));
                TVector d_o = TSimd.Multiply(TSimd.Multiply(dh, squashed), SigmoidSlope(o, one));
                TSimd.Store(di, gateGradients + u);
                TSimd.Store(df, gateGradients + units + u);
                TSimd.Store(dg, gateGradients + 2 * units + u);
                TSimd.Store(d_o, gateGradients + 3 * units + u);
                TSimd.Store(TSimd.Multiply(dc, f), previousCellGradient + u);
            }

            gates += 4 * units;
            gateGradients += 4 * units;
            previousCell += units;
            cell += units;
            hiddenGradient += units;
            cellGradient += units;
            previousCellGradient += units;
        }
    }

    /// <summary>σ' from the output of σ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SigmoidSlope(TVector y, TVector one) => TSimd.Multiply(y, TSimd.Subtract(one, y));
}
