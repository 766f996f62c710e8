using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Security;

namespace Orleans.Serialization.Codecs;

#pragma warning disable SYSLIB0050 // See ExceptionContent.

/// <summary>The exceptions that a message may bring to life without a generated codec: the framework's listed here, and the runtime's own.</summary>
internal static class KnownExceptions
{
    private static readonly FrozenDictionary<string, Type> Types = new[]
    {
        typeof(Exception), typeof(SystemException), typeof(ApplicationException), typeof(AggregateException),
        typeof(ArgumentException), typeof(ArgumentNullException), typeof(ArgumentOutOfRangeException),
        typeof(ArithmeticException), typeof(DivideByZeroException), typeof(OverflowException), typeof(NotFiniteNumberException),
        typeof(ArrayTypeMismatchException), typeof(RankException), typeof(IndexOutOfRangeException), typeof(KeyNotFoundException),
        typeof(InvalidOperationException), typeof(ObjectDisposedException), typeof(NotSupportedException), typeof(NotImplementedException),
        typeof(PlatformNotSupportedException), typeof(InvalidCastException), typeof(FormatException), typeof(UriFormatException),
        typeof(NullReferenceException), typeof(OutOfMemoryException), typeof(InsufficientMemoryException),
        typeof(InsufficientExecutionStackException), typeof(TimeoutException), typeof(OperationCanceledException),
        typeof(TaskCanceledException), typeof(UnauthorizedAccessException), typeof(SecurityException),
        typeof(IOException), typeof(FileNotFoundException), typeof(DirectoryNotFoundException), typeof(EndOfStreamException),
        typeof(PathTooLongException), typeof(DriveNotFoundException), typeof(InvalidDataException),
        typeof(TypeLoadException), typeof(MissingMethodException), typeof(MissingMemberException), typeof(MissingFieldException),
        typeof(SerializationException), typeof(SwitchExpressionException), typeof(HttpRequestException), typeof(SocketException),
    }.ToFrozenDictionary(type => type.FullName!);

    private static readonly ConcurrentDictionary<Type, ConstructorInfo?> Constructors = [];

    public static bool Contains(Type type) => Find(type.FullName) == type;

    public static Exception? TryCreate(string? typeName, ExceptionContent content)
    {
        if (Find(typeName) is not { } type)
        {
            return null;
        }

        Exception exception = (Exception)RuntimeHelpers.GetUninitializedObject(type);
        if (FindConstructor(type) is { } own)
        {
            Restore(exception, own, content);
        }

        // Not every constructor hands on what the base class holds.
        RestoreBase(exception, content);
        return exception;
    }

    /// <summary>Sets what the base class holds, on an instance whose own members are set by other means.</summary>
    public static void RestoreBase(Exception exception, ExceptionContent content) =>
        Restore(exception, FindConstructor(typeof(Exception))!, content);

    private static Type? Find(string? typeName) =>
        typeName is null ? null
        : Types.TryGetValue(typeName, out Type? known) ? known
        : typeof(KnownExceptions).Assembly.GetType(typeName) is { IsAbstract: false, ContainsGenericParameters: false } own && typeof(Exception).IsAssignableFrom(own) ? own
        : null;

    private static void Restore(Exception exception, ConstructorInfo constructor, ExceptionContent content)
    {
        SerializationInfo info = new(exception.GetType(), new FormatterConverter());
        info.AddValue("ClassName", exception.GetType().FullName, typeof(string));
        info.AddValue("Message", content.Message, typeof(string));
        info.AddValue("Data", null, typeof(System.Collections.IDictionary));
        info.AddValue("InnerException", content.Inner, typeof(Exception));
        info.AddValue("HelpURL", null, typeof(string));
        info.AddValue("StackTraceString", null, typeof(string));
        info.AddValue("RemoteStackTraceString", null, typeof(string));
        info.AddValue("RemoteStackIndex", 0);
        info.AddValue("ExceptionMethod", null, typeof(string));
        info.AddValue("HResult", content.HResult);
        info.AddValue("Source", null, typeof(string));
        info.AddValue("WatsonBuckets", null, typeof(byte[]));
        foreach ((string name, object? value) in content.Properties ?? [])
        {
            info.AddValue(name, value);
        }

        constructor.Invoke(exception, BindingFlags.DoNotWrapExceptions, binder: null, [info, new StreamingContext(StreamingContextStates.All)], culture: null);
    }

    private static ConstructorInfo? FindConstructor(Type type) =>
        Constructors.GetOrAdd(type, static type => type.GetConstructor(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic,
            [typeof(SerializationInfo), typeof(StreamingContext)]));
}
