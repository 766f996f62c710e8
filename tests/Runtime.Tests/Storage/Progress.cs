using Orleans;

namespace RlOrleans.Runtime.Tests.Storage;

[GenerateSerializer]
public sealed class Progress
{
    [Id(0)]
    public int Steps { get; set; }

    [Id(1)]
    public string? Note { get; set; }
}
