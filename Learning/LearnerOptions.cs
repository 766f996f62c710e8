namespace RlOrleans.Learning;

/// <summary>What a learner is made from.</summary>
public sealed class LearnerOptions
{
    /// <summary>Shape of one observation; a plain number for a row of as many floats.</summary>
    public required TensorShape Observation { get; init; }

    /// <summary>The actions.</summary>
    public required ActionSpec Action { get; init; }

    /// <summary>Hyperparameters by name, as text; those left out have their defaults.</summary>
    public IReadOnlyDictionary<string, string> Hyperparameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The seed of the run, from which initial weights and orders of minibatches follow.</summary>
    public ulong Seed { get; init; }

    /// <summary>Lanes over all agents, at least 1.</summary>
    public required int LaneCount { get; init; }

    /// <summary>Steps of the whole run over all lanes, at least 1; schedules end there.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Threads that compute an update, at least 1. What is learnt is the same for any number.</summary>
    public int Threads { get; init; } = WorkTeam.DefaultThreads;
}
