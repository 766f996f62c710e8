using System.CommandLine;

namespace RlOrleans.Client.CommandLine;

/// <summary>One call of a command: what was written, what is wrong with it so far, and where the answer goes.</summary>
internal sealed record Invocation(ParseResult Parse, Mistakes Mistakes, Terminal Terminal)
{
    /// <summary>The answer is for a program: standard output carries one JSON object and nothing else.</summary>
    public bool Json => Parse.GetResult(CommonOptions.Json) is { Implicit: false };

    /// <summary>Absolute path of the folder of runs.</summary>
    public string RunsFolder => Terminal.PathOf(Text(CommonOptions.Out) ?? CommonOptions.DefaultRunsFolder);

    // Read from the words themselves: a value of a command line that has other mistakes can still be checked.

    /// <summary>The text of an option; null where it was left out.</summary>
    public string? Text(Option<string?> option) => Parse.GetResult(option) is { Tokens: [.., var last] } ? last.Value : null;

    /// <summary>The texts of an option that may be given many times.</summary>
    public IReadOnlyList<string> Texts(Option<string[]> option) => [.. Parse.GetResult(option)?.Tokens.Select(token => token.Value) ?? []];

    /// <summary>The text of an argument; null where it was left out.</summary>
    public string? Text(Argument<string?> argument) => Parse.GetResult(argument) is { Tokens: [.., var last] } ? last.Value : null;
}
