namespace RlOrleans.Environments;

/// <summary>The wrappers that can be asked for by name, as <c>name=setting</c>.</summary>
public static class WrapperCatalog
{
    private const int MaxNearNames = 3;

    /// <summary>Every wrapper, ordered by name.</summary>
    public static IReadOnlyList<WrapperDescriptor> All { get; } =
    [
        FlattenObservation.Descriptor, FrameSkip.Descriptor, FrameStack.Descriptor, NormaliseObservation.Descriptor, RecordEpisodes.Descriptor,
        RewardClip.Descriptor, RewardScale.Descriptor, StickyActions.Descriptor, TimeLimit.Descriptor,
    ];

    /// <summary>Reads a wrapper with its setting.</summary>
    /// <param name="text">Such as <c>frame-stack=4</c>.</param>
    /// <param name="error">What is wrong with the text; empty where nothing is.</param>
    internal static Wrapping? Parse(string text, out string error)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = (equals < 0 ? text : text[..equals]).Trim();
        string? setting = equals < 0 ? null : text[(equals + 1)..].Trim();
        error = "";
        if (Find(name) is not { } descriptor)
        {
            error = Unknown(name);
            return null;
        }

        if (descriptor.Parse(setting) is not { } wrapping)
            error = $"must be {descriptor.Usage}: {descriptor.Allowed}";
        else
            return wrapping;
        return null;
    }

    private static WrapperDescriptor? Find(string name)
    {
        foreach (WrapperDescriptor descriptor in All)
            if (descriptor.Name == name || (descriptor.Alias is { } alias && alias == name))
                return descriptor;
        return null;
    }

    private static string Unknown(string name)
    {
        int reach = Math.Max(2, name.Length / 3);
        string[] near =
        [
            .. All.Select(descriptor => descriptor.Name)
                .Select(known => (Name: known, Distance: EditDistance.Between(name, known)))
                .Where(pair => pair.Distance <= reach || (name.Length >= 3 && pair.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
                .OrderBy(pair => pair.Distance)
                .ThenBy(pair => pair.Name, StringComparer.Ordinal)
                .Take(MaxNearNames)
                .Select(pair => pair.Name),
        ];
        return near.Length > 0
            ? $"is no wrapper; did you mean {string.Join(" or ", near)}?"
            : $"is no wrapper; there are {string.Join(", ", All.Select(descriptor => descriptor.Name))}";
    }
}
