namespace RlOrleans.Environments;

/// <summary>How failures of simulators are told.</summary>
public static class FailureText
{
    private const int MaxLength = 300;

    /// <summary>The kind of an exception and its message, in one line of bounded length.</summary>
    public static string Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        string text = $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}";
        return text.Length <= MaxLength ? text : $"{text.AsSpan(0, MaxLength)}…";
    }

    /// <summary>What is said of a simulator that did not come back.</summary>
    public static string Hung(TimeSpan deadline) => $"it hangs: no answer within {deadline.TotalSeconds:0.###} s";
}
