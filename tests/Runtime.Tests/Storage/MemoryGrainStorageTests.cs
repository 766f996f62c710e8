using Orleans.Serialization;
using Orleans.Storage;

namespace RlOrleans.Runtime.Tests.Storage;

public sealed class MemoryGrainStorageTests : GrainStorageTests
{
    protected override IGrainStorage Storage { get; } = new MemoryGrainStorage("memory", new Serializer());
}
