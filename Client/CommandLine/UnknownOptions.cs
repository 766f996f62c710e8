using System.CommandLine;

namespace RlOrleans.Client.CommandLine;

/// <summary>
/// Takes out of a command line the options that its command does not know. The parser would read them as arguments, and
/// complain of everything but them.
/// </summary>
internal sealed class UnknownOptions
{
    private readonly Command _command;
    private readonly IReadOnlyList<Option> _options;
    private readonly List<string> _kept = [];
    private readonly List<int> _afterUnknown = [];
    private int _words;

    private UnknownOptions(Command command)
    {
        _command = command;
        _options = HelpPage.OptionsOf(command);
    }

    /// <summary>The command line without its unknown options, which are reported.</summary>
    public static IReadOnlyList<string> Remove(RootCommand root, IReadOnlyList<string> args, Mistakes mistakes)
    {
        Command command = root;
        int first = 0;
        while (first < args.Count && command.Subcommands.FirstOrDefault(sub => sub.Name == args[first]) is { } next)
        {
            command = next;
            first++;
        }

        if (command.Subcommands.Count > 0 && first < args.Count && !LooksLikeOption(args[first]))
        {
            // Which options belong to a command that does not exist cannot be said.
            string near = Resemblance.Suggest(args[first], command.Subcommands.Select(sub => sub.Name), HelpPage.PathOf(command));
            mistakes.Add(HelpPage.PathOf(command), args[first], $"is not a command{near}");
            mistakes.ThrowIfAny();
        }

        var filter = new UnknownOptions(command);
        filter._kept.AddRange(args.Take(first));
        filter.Read([.. args.Skip(first)], mistakes);
        filter.RemoveValuesOfUnknown();
        return filter._kept;
    }

    private void Read(ReadOnlySpan<string> tokens, Mistakes mistakes)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            string token = tokens[i];
            if (!LooksLikeOption(token))
            {
                if (i > 0 && LooksLikeOption(tokens[i - 1]) && Find(tokens[i - 1]) is null && !tokens[i - 1].Contains('=', StringComparison.Ordinal))
                    _afterUnknown.Add(_kept.Count);
                _words++;
                _kept.Add(token);
            }
            else if (Find(token) is { } option)
            {
                _kept.Add(token);

                // What follows is its value, even one that looks like an option, such as a path with a hyphen.
                if (TakesValue(option, token) && i + 1 < tokens.Length && Find(tokens[i + 1]) is null)
                    _kept.Add(tokens[++i]);
            }
            else
            {
                string near = Resemblance.Suggest(token, _options.Select(known => known.Name), HelpPage.PathOf(_command));
                mistakes.Add(HelpPage.PathOf(_command), token, $"is not an option{near}");
            }
        }
    }

    // A word after an unknown option may be its value; it is, where there are more words than the command has arguments.
    private void RemoveValuesOfUnknown()
    {
        int expected = _command.Arguments.Sum(argument => argument.Arity.MaximumNumberOfValues);
        for (int i = _afterUnknown.Count - 1; i >= 0 && _words > expected; i--, _words--)
            _kept.RemoveAt(_afterUnknown[i]);
    }

    private static bool LooksLikeOption(string token)
        => token.Length > 1 && token[0] == '-' && !char.IsAsciiDigit(token[1]) && token[1] != '.';

    private static bool TakesValue(Option option, string token)
        => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0 && !token.Contains('=', StringComparison.Ordinal);

    private Option? Find(string token)
    {
        int end = token.IndexOf('=', StringComparison.Ordinal);
        string name = end < 0 ? token : token[..end];
        return _options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));
    }
}
