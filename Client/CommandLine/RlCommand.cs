using System.CommandLine;

namespace RlOrleans.Client.CommandLine;

/// <summary>A command with what it does and examples for its help page.</summary>
internal sealed class RlCommand(string name, string description) : Command(name, description), IHasExamples
{
    /// <summary>Carries the command out and returns the exit code; null for a command that only holds others.</summary>
    public Func<Invocation, Task<int>>? Run { get; init; }

    /// <inheritdoc />
    public IReadOnlyList<Example> Examples { get; init; } = [];
}

/// <summary>The command without a name: the program itself.</summary>
internal sealed class RlRootCommand(string description) : RootCommand(description), IHasExamples
{
    /// <inheritdoc />
    public IReadOnlyList<Example> Examples { get; init; } = [];
}

/// <summary>Shows how it is used.</summary>
internal interface IHasExamples
{
    /// <summary>What people will want to type first.</summary>
    IReadOnlyList<Example> Examples { get; }
}

/// <summary>One line to type, and what it is for.</summary>
internal sealed record Example(string Line, string Purpose);
