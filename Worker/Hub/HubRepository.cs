using System.Text.RegularExpressions;

namespace RlOrleans.Worker.Hub;

/// <summary>A dataset repository on the Hub.</summary>
/// <param name="Owner">A user or an organisation.</param>
/// <param name="Name">The repository's own name.</param>
public sealed partial record HubRepository(string Owner, string Name)
{
    // File system libraries put the kind of repository first: hf://datasets/user/name.
    private const string KindPrefix = "datasets/";
    private const int MaxLength = 96;

    /// <summary>Why a text does not name a repository that the Hub would allow, as a phrase; null if it does.</summary>
    public static string? WhyRefused(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = WithoutKind(text).Split('/');
        if (parts.Length != 2)
            return "must be hf://user/name: a user or an organisation, one slash, and a name";
        foreach (string part in parts)
        {
            if (!Part().IsMatch(part))
                return $"has '{part}' in it: letters, digits, '-', '_' and '.' are allowed, and neither '-' nor '.' first or last";
            if (part.Contains("--", StringComparison.Ordinal) || part.Contains("..", StringComparison.Ordinal))
                return $"has '{part}' in it: '--' and '..' are not allowed";
            if (part.Length > MaxLength)
                return $"has a part of {part.Length} characters: at most {MaxLength} are allowed";
        }

        return parts[1].EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? "must not end with .git" : null;
    }

    /// <summary>Reads <c>user/name</c> or <c>datasets/user/name</c>.</summary>
    /// <exception cref="ArgumentException">The Hub would not allow it; the message says why.</exception>
    public static HubRepository Parse(string text)
    {
        if (WhyRefused(text) is string reason)
            throw new ArgumentException($"The dataset 'hf://{text}' {reason}.", nameof(text));
        string[] parts = WithoutKind(text).Split('/');
        return new HubRepository(parts[0], parts[1]);
    }

    /// <summary><c>user/name</c></summary>
    public override string ToString() => $"{Owner}/{Name}";

    private static string WithoutKind(string text) =>
        text.StartsWith(KindPrefix, StringComparison.Ordinal) && text.Count(c => c == '/') == 2 ? text[KindPrefix.Length..] : text;

    [GeneratedRegex("^[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?$")]
    private static partial Regex Part();
}
