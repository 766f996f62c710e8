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
                .Select(name => (Name: name, Distance: EditDistance.Between(word, name)))
                .Where(near => near.Distance <= reach || (word.Length >= 2 && near.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
                .OrderBy(near => near.Distance)
                .ThenBy(near => near.Name, StringComparer.Ordinal)
                .Take(most)
                .Select(near => near.Name),
        ];
    }
}
