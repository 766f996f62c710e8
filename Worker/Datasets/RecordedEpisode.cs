using RlOrleans.Episodes;

namespace RlOrleans.Worker.Datasets;

/// <summary>An episode read back from a dataset, its hash confirmed.</summary>
/// <param name="Row">Its row in the table of episodes.</param>
/// <param name="Episode">The episode, as it was recorded.</param>
/// <param name="ObservationSize">D.</param>
/// <param name="ActionSize">A.</param>
/// <param name="DiscreteActions">Whether an action is an index.</param>
public sealed record RecordedEpisode(EpisodeRow Row, Episode Episode, int ObservationSize, int ActionSize, bool DiscreteActions);
