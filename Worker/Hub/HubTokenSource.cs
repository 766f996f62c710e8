using RlOrleans.Worker.Datasets;

namespace RlOrleans.Worker.Hub;

/// <summary>
/// Where the token comes from: a variable, or a file that its owner alone can read. It is read anew for every use, so a
/// token that was replaced is found without a restart, and it is part of no message.
/// </summary>
public sealed class HubTokenSource
{
    private const string Variable = "HF_TOKEN";
    private const int MaxLength = 512;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly Func<string, string?> _variables;
    private readonly string? _file;

    private HubTokenSource(Func<string, string?> variables, string? file)
    {
        _variables = variables;
        _file = file;
    }

    /// <summary>
    /// <c>HF_TOKEN</c>; else the file <c>HF_TOKEN_PATH</c>, or <c>token</c> in <c>HF_HOME</c>, by default
    /// <c>~/.cache/huggingface</c>.
    /// </summary>
    public static HubTokenSource FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    /// <summary>A file and nothing else.</summary>
    public static HubTokenSource FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new HubTokenSource(_ => null, path);
    }

    /// <summary>Says in a sentence why nothing can be written with this source as it is; null if a token is there.</summary>
    public string? WhyRefused()
    {
        try
        {
            Read();
            return null;
        }
        catch (DatasetStoreException refusal)
        {
            return refusal.Message;
        }
    }

    internal static HubTokenSource FromEnvironment(Func<string, string?> variables) => new(variables, file: null);

    /// <summary>Reads the token.</summary>
    /// <exception cref="DatasetStoreException">There is none, or it must not be used (<see cref="DatasetStoreError.Unauthorized"/>).</exception>
    internal string Read() => TryRead()
        ?? throw Refuse($"There is no token for the Hugging Face Hub: set {Variable}, or write one into '{File}'.");

    /// <summary>Reads the token; null if there is none. What is public can be read without.</summary>
    /// <exception cref="DatasetStoreException">It must not be used.</exception>
    internal string? TryRead()
    {
        if (_variables(Variable) is { Length: > 0 } value)
            return Checked(value.Trim(), Variable);
        try
        {
            if (!System.IO.File.Exists(File))
                return null;
            if (!OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(File) & Others) != 0)
                throw Refuse($"The token in '{File}' can be read or changed by others: run chmod 600 on it.");
            return Checked(System.IO.File.ReadAllText(File).Trim(), File);
        }
        catch (Exception error) when (error is (IOException or UnauthorizedAccessException) and not DatasetStoreException)
        {
            throw Refuse($"The token cannot be read: {error.Message}");
        }
    }

    private string File => _file
        ?? _variables("HF_TOKEN_PATH")
        ?? Path.Combine(
            _variables("HF_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "huggingface"),
            "token");

    private static string Checked(string token, string where) =>
        token.Length is > 0 and <= MaxLength && token.All(c => c is > ' ' and <= '~')
            ? token
            : throw Refuse($"What {where} holds is not a token: one word of visible ASCII characters is.");

    private static DatasetStoreException Refuse(string message) => new(DatasetStoreError.Unauthorized, message);
}
