namespace RlOrleans.Learning;

/// <summary>What a policy file says about its weights.</summary>
/// <param name="Policy">The networks.</param>
/// <param name="Environment">The id of the environment that the policy was trained in.</param>
/// <param name="Algorithm">The algorithm that trained it.</param>
/// <param name="Version">Updates that were done.</param>
/// <param name="Seed">The seed of the run.</param>
public sealed record PolicyHeader(PolicySpec Policy, string Environment, string Algorithm, long Version, ulong Seed);
