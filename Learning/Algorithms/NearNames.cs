namespace RlOrleans.Learning;

/// <summary>Suggestions for a name that does not exist.</summary>
internal static class NearNames
{
    private const int MostSuggestions = 3;

    /// <summary>The names nearest to a mistyped one, the nearest first; none where nothing is near.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> names) => names
        .Select(candidate => (Name: candidate, Distance: EditDistance.Between(name, candidate)))
        .Where(pair => pair.Distance <= Math.Max(2, name.Length / 3)
            || (name.Length >= 3 && pair.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
        .OrderBy(pair => pair.Distance)
        .ThenBy(pair => pair.Name, StringComparer.Ordinal)
        .Take(MostSuggestions)
        .Select(pair => pair.Name)
        .ToArray();
}
