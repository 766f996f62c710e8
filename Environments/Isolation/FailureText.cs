using System.Diagnostics;
using System.Reflection;

namespace RlOrleans.Environments;

/// <summary>How failures of simulators are told.</summary>
public static class FailureText
{
    private const int MaxLength = 300;

    /// <summary>
    /// The kind of an exception, its message, and the line of the simulator's source that it came from where that is known, in
    /// one line of bounded length. This library's own exceptions are told by their messages, which are sentences.
    /// </summary>
    public static string Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Of(exception, static assembly => assembly.GetName().Name!.StartsWith("RlOrleans.", StringComparison.Ordinal));
    }

    /// <param name="exception">What a simulator threw.</param>
    /// <param name="isLibrary">Whether an assembly is not where to look for the cause.</param>
    internal static string Of(Exception exception, Func<Assembly, bool> isLibrary)
    {
        if (exception is SimulatorFailedException failed)
            return failed.Failure;

        // What only says that something else was thrown.
        while (exception is TypeInitializationException or TargetInvocationException && exception.InnerException is { } cause)
            exception = cause;
        string kind = isLibrary(exception.GetType().Assembly) ? "" : $"{exception.GetType().Name}: ";
        return $"{OneLine($"{kind}{exception.Message}")}{PlaceOf(exception, isLibrary)}";
    }

    /// <summary>What somebody else says of a failure, in one line of bounded length without control characters.</summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.ReplaceLineEndings(" ");
        ReadOnlySpan<char> start = text.AsSpan(0, Math.Min(text.Length, MaxLength));
        return string.Create(start.Length + (text.Length > MaxLength ? 1 : 0), start, static (line, start) =>
        {
            line.Fill('…');
            for (int i = 0; i < start.Length; i++)
                line[i] = char.IsControl(start[i]) ? ' ' : start[i];
        });
    }

    /// <summary>What is said of a simulator that did not come back.</summary>
    public static string Hung(TimeSpan deadline) => $"it hangs: no answer within {deadline.TotalSeconds:0.###} s";

    // The innermost method of somebody else's. Its line is not always known: code that was optimised has some without.
    private static string PlaceOf(Exception exception, Func<Assembly, bool> isLibrary)
    {
        foreach (StackFrame frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method || IsFramework(type.Assembly) || isLibrary(type.Assembly))
                continue;
            return frame.GetFileName() is { } file
                ? $" ({type.Name}.{method.Name}, {Path.GetFileName(file)} line {frame.GetFileLineNumber()})"
                : $" ({type.Name}.{method.Name})";
        }

        return "";
    }

    private static bool IsFramework(Assembly assembly) =>
        assembly.GetName().Name is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal));
}
