using System.Collections.Immutable;

namespace RlOrleans.Client.Benchmarks;

/// <summary>A way to train that others have published, or that is our own: what a benchmark runs.</summary>
/// <param name="Name">Whose settings.</param>
/// <param name="Algorithm">A registered algorithm.</param>
/// <param name="Environment">A registered environment.</param>
/// <param name="Lanes">Lanes of the one agent.</param>
/// <param name="Steps">Steps of a run over all lanes: about a second of work.</param>
/// <param name="Set">Hyperparameters that differ from the algorithm's defaults.</param>
internal sealed record TrainingCase(
    string Name, string Algorithm, string Environment, int Lanes, long Steps, ImmutableDictionary<string, string> Set)
{
    /// <summary>The settings of Stable-Baselines3, of rl-baselines3-zoo and of CleanRL that their speed is known for.</summary>
    public static IReadOnlyList<TrainingCase> All { get; } =
    [
        new("PPO, defaults of Stable-Baselines3", "ppo", "CartPole-v1", 1, 150_000, Settings(
            "learning_rate=3e-4 n_steps=2048 batch_size=64 n_epochs=10 gamma=0.99 gae_lambda=0.95 clip_range=0.2")),
        new("PPO, rl-zoo's CartPole", "ppo", "CartPole-v1", 8, 200_000, Settings(
            "learning_rate=linear:0.001 n_steps=32 batch_size=256 n_epochs=20 gamma=0.98 gae_lambda=0.8 clip_range=linear:0.2 ent_coef=0")),
        new("PPO, CleanRL, 64 lanes", "ppo", "CartPole-v1", 64, 1_000_000, Settings(
            "learning_rate=linear:2.5e-4 n_steps=128 batch_size=2048 n_epochs=4 gamma=0.99 gae_lambda=0.95 clip_range=0.2 ent_coef=0.01")),
        new("PPO, CleanRL, 1,024 lanes", "ppo", "CartPole-v1", 1024, 2_000_000, Settings(
            "learning_rate=linear:2.5e-4 n_steps=128 batch_size=32768 n_epochs=4 gamma=0.99 gae_lambda=0.95 clip_range=0.2 ent_coef=0.01")),
        new("A2C, 8 lanes", "a2c", "CartPole-v1", 8, 300_000, ImmutableDictionary<string, string>.Empty),
        new("DQN, rl-zoo's CartPole", "dqn", "CartPole-v1", 1, 20_000, Settings(
            "learning_rate=2.3e-3 batch_size=64 buffer_size=100000 learning_starts=1000 gamma=0.99 target_update_interval=10 train_freq=256 "
            + "gradient_steps=128 exploration_fraction=0.16 exploration_final_eps=0.04 net_arch=256,256")),
        new("SAC, rl-zoo's Pendulum", "sac", "Pendulum-v1", 1, 500, Settings("learning_rate=1e-3")),
    ];

    private static ImmutableDictionary<string, string> Settings(string text)
        => text.Split(' ').Select(pair => pair.Split('=')).ToImmutableDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
