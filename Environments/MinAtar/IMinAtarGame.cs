using RlOrleans.Environments.MinAtar.Scenes;

namespace RlOrleans.Environments.MinAtar;

/// <summary>
/// One of the games of MinAtar, as a struct so that an array of them holds all lanes.
/// </summary>
/// <remarks>
/// K. Young and T. Tian, "MinAtar: An Atari-Inspired Testbed for Thorough and Reproducible Reinforcement Learning
/// Experiments", arXiv:1903.03176, 2019. Where the paper is silent, the games do what version 1.0.15 of the authors'
/// code does, step by step; the order of the rules within a step is part of that.
/// </remarks>
internal interface IMinAtarGame
{
    /// <summary>The spec under which the registry lists the game.</summary>
    static abstract EnvironmentSpec Definition { get; }

    /// <summary>C: how many planes an observation has.</summary>
    static abstract int ChannelCount { get; }

    /// <summary>What the elements of the action space stand for: the minimal action set.</summary>
    static abstract ReadOnlySpan<MinAtarAction> Actions { get; }

    /// <summary>Whether the episode has ended by the rules.</summary>
    bool IsOver { get; }

    /// <summary>Starts an episode.</summary>
    void Reset(in GameChance chance);

    /// <summary>Takes one step and returns its reward.</summary>
    float Step(MinAtarAction action, in GameChance chance);

    /// <summary>Sets the cells of every plane; the planes are empty before.</summary>
    void Draw(in Planes planes);

    /// <summary>Paints what the planes show, for people.</summary>
    static abstract void Paint(BoardPainter board);

    /// <summary>Writes the state of an episode that is not over.</summary>
    void Save(SnapshotWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">What is read cannot be a state of this game.</exception>
    void Load(ref SnapshotReader reader);
}
