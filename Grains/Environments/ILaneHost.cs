using System.Collections.Immutable;

namespace RlOrleans.Environments;

/// <summary>A vector of N lanes as its grain has it: started or restored once, then stepped. One caller at a time.</summary>
internal interface ILaneHost : IAsyncDisposable
{
    /// <summary>N.</summary>
    int LaneCount { get; }

    /// <summary>A.</summary>
    int ActionSize { get; }

    /// <summary>Makes the lanes and starts episode 0 in each; observations [N, D].</summary>
    Task<ImmutableArray<float>> Start();

    /// <summary>Makes the lanes as they were saved.</summary>
    /// <exception cref="InvalidDataException">The snapshot is of another environment or corrupt.</exception>
    Task Restore(ImmutableArray<byte> saved);

    /// <summary>Takes one step in every lane; actions are [N, A].</summary>
    ValueTask<VectorStep> Step(ImmutableArray<float> actions);

    /// <summary>Everything that the future depends on.</summary>
    ValueTask<ImmutableArray<byte>> Save();
}
