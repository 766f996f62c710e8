namespace RlOrleans.Learning.Tests.Kernels;

public sealed class KernelWorkloadTests
{
    [Fact]
    public void CreateAll_EachWorkload_HasACostAndAllocatesNothing()
    {
        foreach (KernelWorkload workload in KernelWorkload.CreateAll())
        {
            workload.Run(2);
            long before = GC.GetAllocatedBytesForCurrentThread();
            workload.Run(2);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
            Assert.True(workload.BytesMoved > 0, workload.Name);
            Assert.True(workload.MovesMemory || workload.FloatingPointOperations > 0, workload.Name);
        }
    }
}
