using System.CommandLine;
using System.CommandLine.Parsing;

namespace RlOrleans.Client.CommandLine;

/// <summary>
/// Says what is wrong with the shape of a command line (missing, repeated or superfluous words) in the same manner as all
/// other mistakes.
/// </summary>
internal static class ParseMistakes
{
    /// <summary>Reports what the parser found.</summary>
    public static void Collect(ParseResult result, Mistakes mistakes)
    {
        var command = result.CommandResult.Command;
        string path = HelpPage.PathOf(command);
        foreach (string token in result.UnmatchedTokens)
            mistakes.Add(path, token, $"is one word too many; see {path} --help");
        foreach (var error in result.Errors)
        {
            switch (error.SymbolResult)
            {
                case OptionResult { Tokens.Count: 0 } option:
                    mistakes.Add(option.Option.Name, "", $"needs a value: {option.Option.Description}");
                    break;
                case OptionResult { Tokens.Count: > 1 } option when option.Option.Arity.MaximumNumberOfValues == 1:
                    mistakes.Add(option.Option.Name, string.Join(' ', option.Tokens.Select(token => token.Value)), "is given more than once");
                    break;
                case ArgumentResult { Tokens.Count: 0 } argument:
                    mistakes.Add(argument.Argument.Name, "", $"is missing: {argument.Argument.Description}");
                    break;
                case CommandResult when result.UnmatchedTokens.Count > 0:
                    // Said above, word by word.
                    break;
                case CommandResult when command.Subcommands.Count > 0:
                    mistakes.Add(path, "", $"needs a command: {string.Join(", ", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name))}");
                    break;
                case CommandResult when FirstMissing(result) is { } missing:
                    mistakes.Add(missing.Name, "", $"is missing: {missing.Description}");
                    break;
                default:
                    mistakes.Add(path, "", error.Message);
                    break;
            }
        }
    }

    private static Argument? FirstMissing(ParseResult result)
        => result.CommandResult.Command.Arguments.FirstOrDefault(argument => result.GetResult(argument) is null or { Tokens.Count: 0 });
}
