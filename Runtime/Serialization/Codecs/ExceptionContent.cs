using System.Collections;
using System.Runtime.Serialization;

namespace Orleans.Serialization.Codecs;

// GetObjectData is deprecated as a way to persist arbitrary objects. It remains the one public way to see what a class of
// exceptions adds to its base, and only simple values are taken from it.
#pragma warning disable SYSLIB0050, SYSLIB0051

/// <summary>What an exception says, apart from its class and stack trace.</summary>
internal sealed class ExceptionContent
{
    private static readonly HashSet<string> BaseNames =
    [
        "ClassName", "Message", "Data", "InnerException", "HelpURL", "StackTraceString", "RemoteStackTraceString",
        "RemoteStackIndex", "ExceptionMethod", "HResult", "Source", "WatsonBuckets",
    ];

    /// <summary>The message as it was given, without what the class adds when it is shown.</summary>
    public string? Message { get; set; }

    public Exception? Inner { get; set; }

    public int HResult { get; set; }

    /// <summary>The simple entries of <see cref="Exception.Data"/>; others are left out.</summary>
    public Dictionary<string, object?>? Data { get; set; }

    /// <summary>The simple values that the class adds, by the names it gives them.</summary>
    public Dictionary<string, object?>? Properties { get; set; }

    public static ExceptionContent Capture(Exception exception)
    {
        ExceptionContent content = new() { Message = exception.Message, Data = CaptureData(exception.Data) };
        SerializationInfo info = new(exception.GetType(), new FormatterConverter());
        try
        {
            exception.GetObjectData(info, new StreamingContext(StreamingContextStates.All));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The class cannot describe itself: the message, trace and causes are still worth sending.
            return content;
        }

        foreach (SerializationEntry entry in info)
        {
            if (entry.Name == "Message")
            {
                content.Message = entry.Value as string;
            }
            else if (!BaseNames.Contains(entry.Name) && IsSimple(entry.Value))
            {
                (content.Properties ??= [])[entry.Name] = entry.Value;
            }
        }

        return content;
    }

    private static Dictionary<string, object?>? CaptureData(IDictionary data)
    {
        Dictionary<string, object?>? captured = null;
        foreach (DictionaryEntry entry in data)
        {
            if (entry.Key is string key && IsSimple(entry.Value))
            {
                (captured ??= [])[key] = entry.Value;
            }
        }

        return captured;
    }

    private static bool IsSimple(object? value) =>
        value is null or string or bool or byte or short or int or uint or long or ulong or float or double or decimal
            or Guid or DateTime or DateTimeOffset or TimeSpan or Exception[];
}
