using System.Runtime.CompilerServices;

namespace RlOrleans.Learning.Tests;

/// <summary>The vector widths that this machine has, as theory data.</summary>
public static class Widths
{
    public static TheoryData<int> All
    {
        get
        {
            var data = new TheoryData<int>();
            foreach (Learning.Kernels kernels in Learning.Kernels.Supported)
                data.Add(kernels.VectorCount);
            return data;
        }
    }

    internal static Learning.Kernels Get(int vectorCount) => Learning.Kernels.Supported.Single(kernels => kernels.VectorCount == vectorCount);
}
