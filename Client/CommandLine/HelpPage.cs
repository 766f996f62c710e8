using System.CommandLine;

namespace RlOrleans.Client.CommandLine;

/// <summary>Writes what a command is, how it is called, and examples that can be pasted.</summary>
internal sealed class HelpPage(TextWriter output)
{
    private const int Indent = 2;
    private const int MaxNameWidth = 34;
    private const int LineWidth = 110;

    public void Write(Command command)
    {
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine("Usage");
        output.WriteLine($"  {UsageOf(command)}");
        Section("Commands", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => (NameOf(sub), sub.Description)));
        Section("Arguments", command.Arguments.Select(argument => ($"<{argument.Name}>", argument.Description)));
        Section("Options", OptionsOf(command).Where(option => !option.Hidden).Select(option => (NameOf(option), option.Description)));
        if (command is IHasExamples { Examples: { Count: > 0 } examples })
            Section("Examples", examples.Select(example => (example.Line, (string?)example.Purpose)), alignTo: examples.Max(example => example.Line.Length));
        if (command.Subcommands.Count > 0)
        {
            output.WriteLine();
            output.WriteLine($"{PathOf(command)} <command> --help tells more of a command.");
        }
    }

    /// <summary>The words that call a command, from the program's name on.</summary>
    public static string PathOf(Command command)
        => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "rl";

    /// <summary>The options that a command takes: its own, and those that hold for all below one above it.</summary>
    public static IReadOnlyList<Option> OptionsOf(Command command)
    {
        var options = command.Options.ToList();
        for (var parent = command.Parents.OfType<Command>().FirstOrDefault(); parent is not null; parent = parent.Parents.OfType<Command>().FirstOrDefault())
            options.AddRange(parent.Options.Where(option => option.Recursive));
        return options;
    }

    /// <summary>An option with its value, as in a usage line.</summary>
    public static string NameOf(Option option)
    {
        string aliases = string.Join(", ", option.Aliases.Where(alias => alias.StartsWith('-') && alias.Length == 2).Append(option.Name));
        bool isFlag = option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0;
        return isFlag ? aliases : $"{aliases} <{option.HelpName ?? option.Name.TrimStart('-')}>";
    }

    private static string NameOf(Command command)
        => string.Join(' ', command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : $"<{argument.Name}>").Prepend(command.Name));

    private static string UsageOf(Command command)
    {
        string usage = PathOf(command);
        if (command.Subcommands.Count > 0)
            return $"{usage} <command> [options]";
        string arguments = NameOf(command)[command.Name.Length..];
        return $"{usage}{arguments} [options]";
    }

    private void Section(string title, IEnumerable<(string Name, string? Text)> entries, int alignTo = 0)
    {
        var rows = entries.ToList();
        if (rows.Count == 0)
            return;
        int width = Math.Max(alignTo, rows.Where(row => row.Name.Length <= MaxNameWidth).Max(row => (int?)row.Name.Length) ?? 0);
        output.WriteLine();
        output.WriteLine(title);
        foreach (var (name, text) in rows)
        {
            output.Write(new string(' ', Indent) + name.PadRight(width) + "  ");
            WriteWrapped(text ?? "", Indent + width + 2);
        }
    }

    private void WriteWrapped(string text, int column)
    {
        int used = column;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (used + word.Length > LineWidth && used > column)
            {
                output.Write('\n' + new string(' ', column));
                used = column;
            }

            output.Write(used == column ? word : $" {word}");
            used += word.Length + (used == column ? 0 : 1);
        }

        output.WriteLine();
    }
}
