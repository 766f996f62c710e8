namespace Orleans.Runtime;

/// <summary>The grain context whose turn runs on this thread.</summary>
public static class RuntimeContext
{
    [ThreadStatic]
    private static IGrainContext? s_current;

    /// <summary>The grain context whose turn runs on this thread, or <see langword="null"/> outside of turns.</summary>
    public static IGrainContext? Current => s_current;

    internal static void Set(IGrainContext? context) => s_current = context;
}
