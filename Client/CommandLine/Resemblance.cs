namespace RlOrleans.Client.CommandLine;

/// <summary>Finds the names that a mistyped one may have meant.</summary>
internal static class Resemblance
{
    private const int MaxSuggestions = 3;

    /// <summary>The end of a sentence that says what may have been meant, or else where to look.</summary>
    public static string Suggest(string word, IEnumerable<string> names, string command)
    {
        var near = Nearest(word, names, MaxSuggestions);
        return near.Count > 0 ? $"; did you mean {string.Join(" or ", near)}?" : $"; see {command} --help";
    }

    /// <summary>Names within reach of a word, nearest first.</summary>
    public static IReadOnlyList<string> Nearest(string word, IEnumerable<string> names, int most)
    {
        int reach = Math.Max(2, word.Length / 3);
        return
        [
            .. names
                .Select(name => (Name: name, Distance: Distance(word, name)))
                .Where(near => near.Distance <= reach || (word.Length >= 2 && near.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
                .OrderBy(near => near.Distance)
                .ThenBy(near => near.Name, StringComparer.Ordinal)
                .Take(most)
                .Select(near => near.Name),
        ];
    }

    // Levenshtein distance without regard to case, one row at a time.
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int substitution = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
