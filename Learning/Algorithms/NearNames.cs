namespace RlOrleans.Learning;

/// <summary>Suggestions for a name that does not exist.</summary>
internal static class NearNames
{
    private const int MostSuggestions = 3;

    /// <summary>The names nearest to a mistyped one, the nearest first; none where nothing is near.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> names) => names
        .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
        .Where(pair => pair.Distance <= Math.Max(2, name.Length / 3)
            || (name.Length >= 3 && pair.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
        .OrderBy(pair => pair.Distance)
        .ThenBy(pair => pair.Name, StringComparer.Ordinal)
        .Take(MostSuggestions)
        .Select(pair => pair.Name)
        .ToArray();

    // Levenshtein's distance, with case ignored.
    private static int Distance(string left, string right)
    {
        int[] previous = new int[right.Length + 1], current = new int[right.Length + 1];
        for (int j = 0; j <= right.Length; j++)
            previous[j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                current[j] = Math.Min(previous[j - 1] + change, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
