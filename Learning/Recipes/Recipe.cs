namespace RlOrleans.Learning;

/// <summary>Settings that are known to work for an environment with an algorithm.</summary>
/// <param name="Environment">The environment's id, or <c>default</c>.</param>
/// <param name="Algorithm">The algorithm's name.</param>
/// <param name="Steps">Steps of the run over all lanes.</param>
/// <param name="Lanes">Lanes of each agent.</param>
/// <param name="Hyperparameters">All of the algorithm's hyperparameters, as text by name.</param>
public sealed record Recipe(
    string Environment, string Algorithm, long Steps, int Lanes, IReadOnlyDictionary<string, string> Hyperparameters);
