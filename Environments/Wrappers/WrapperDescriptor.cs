namespace RlOrleans.Environments;

/// <summary>A wrapper that can be asked for by name: how its setting is written, and what it does.</summary>
public sealed class WrapperDescriptor
{
    private readonly Func<string?, Wrapping?> _parse;

    internal WrapperDescriptor(string name, string setting, string allowed, string summary, Func<string?, Wrapping?> parse, string? alias = null)
    {
        Name = name;
        Setting = setting;
        Allowed = allowed;
        Summary = summary;
        Alias = alias;
        _parse = parse;
    }

    /// <summary>The name, in lower case with hyphens.</summary>
    public string Name { get; }

    /// <summary>Another name that is understood; null where there is none.</summary>
    public string? Alias { get; }

    /// <summary>How the setting is written after the equals sign; empty for a wrapper without one.</summary>
    public string Setting { get; }

    /// <summary>The settings that can be given, for people to read.</summary>
    public string Allowed { get; }

    /// <summary>What it does, in one sentence.</summary>
    public string Summary { get; }

    /// <summary>The name with its setting, as in a usage line.</summary>
    public string Usage => Setting switch { "" => Name, ['[', .. var optional, ']'] => $"{Name}[={optional}]", _ => $"{Name}={Setting}" };

    /// <summary>Reads a setting; null where it is not allowed.</summary>
    internal Wrapping? Parse(string? setting) => _parse(setting);
}
