using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.TypeSystem;

namespace Orleans.Serialization.Codecs;

/// <summary>
/// Every exception, whatever its class: name, message, stack trace, inner exception, and what the class adds. The reader
/// creates the class if it is generated or one of the framework's that <see cref="KnownExceptions"/> lists, and an
/// <see cref="UnavailableExceptionFallbackException"/> otherwise. An exception is its own copy.
/// </summary>
internal sealed class ExceptionCodec : ObjectCodec
{
    public static readonly ExceptionCodec Instance = new();

    private const uint TypeNameId = 0;
    private const uint MessageId = 1;
    private const uint StackTraceId = 2;
    private const uint InnerId = 3;
    private const uint HResultId = 4;
    private const uint DataId = 5;
    private const uint PropertiesId = 6;
    private const uint MembersId = 7;

    private static readonly ConcurrentDictionary<Type, IMemberCodec?> Generated = [];

    private ExceptionCodec()
        : base(typeof(Exception))
    {
    }

    public override bool IsShallow => true;

    internal override void WriteObject(ref Writer writer, object value)
    {
        Exception exception = (Exception)value;
        Type type = exception.GetType();
        IMemberCodec? generated = FindGenerated(type);
        bool isKnown = generated is not null || KnownExceptions.Contains(type);
        ExceptionContent content = ExceptionContent.Capture(exception);

        writer.WriteMember(TypeNameId, generated is null ? type.FullName : TypeNames.Format(type));
        writer.WriteMember(MessageId - TypeNameId, isKnown ? content.Message : exception.Message);
        writer.WriteMember(StackTraceId - MessageId, exception.StackTrace);
        writer.WriteMember(InnerId - StackTraceId, exception.InnerException);
        writer.WriteMember(HResultId - InnerId, exception.HResult);
        writer.WriteMember(DataId - HResultId, content.Data);
        writer.WriteMember(PropertiesId - DataId, generated is null ? content.Properties : null);
        if (generated is not null)
        {
            writer.WriteTag(MembersId - PropertiesId, WireKind.Delimited);
            int start = writer.BeginDelimited();
            generated.WriteMembersOf(ref writer, exception);
            writer.EndDelimited(start);
        }

        writer.WriteEndMembers();
    }

    internal override object ReadObject(ref Reader reader, int position)
    {
        ExceptionContent content = new();
        string? typeName = null;
        string? stackTrace = null;
        Exception? exception = null;
        uint id = 0;
        while (reader.ReadMemberHeader(ref id, out WireKind kind))
        {
            switch (id)
            {
                case TypeNameId:
                    typeName = reader.ReadMember<string?>(kind);
                    break;
                case MessageId:
                    content.Message = reader.ReadMember<string?>(kind);
                    break;
                case StackTraceId:
                    stackTrace = reader.ReadMember<string?>(kind);
                    break;
                case InnerId:
                    content.Inner = reader.ReadMember<Exception?>(kind);
                    break;
                case HResultId:
                    content.HResult = reader.ReadMember<int>(kind);
                    break;
                case DataId:
                    content.Data = reader.ReadMember<Dictionary<string, object?>?>(kind);
                    break;
                case PropertiesId:
                    content.Properties = reader.ReadMember<Dictionary<string, object?>?>(kind);
                    break;
                case MembersId when kind == WireKind.Delimited && exception is null && FindGenerated(typeName) is { } generated:
                    exception = (Exception)generated.CreateObject();
                    KnownExceptions.RestoreBase(exception, content);
                    reader.RecordObject(position, exception);
                    int outerLimit = reader.EnterDelimited();
                    generated.ReadMembersOf(ref reader, exception);
                    reader.LeaveDelimited(outerLimit);
                    break;
                default:
                    reader.SkipMember(kind);
                    break;
            }
        }

        if (exception is null)
        {
            exception = KnownExceptions.TryCreate(typeName, content) ?? CreateFallback(typeName, content);
            reader.RecordObject(position, exception);
        }

        foreach ((string key, object? value) in content.Data ?? [])
        {
            exception.Data[key] = value;
        }

        if (stackTrace is not null)
        {
            ExceptionDispatchInfo.SetRemoteStackTrace(exception, stackTrace);
        }

        return exception;
    }

    internal override object CopyObject(object value, CopyContext context) => value;

    private static IMemberCodec? FindGenerated(Type type) =>
        Generated.GetOrAdd(type, static type => TypeManifest.TryCreate(type) as IMemberCodec);

    private static IMemberCodec? FindGenerated(string? typeName) =>
        typeName is not null && TypeNames.TryParse(typeName, out Type? type) && typeof(Exception).IsAssignableFrom(type)
            ? FindGenerated(type)
            : null;

    private static UnavailableExceptionFallbackException CreateFallback(string? typeName, ExceptionContent content)
    {
        UnavailableExceptionFallbackException fallback = new(content.Message ?? "", content.Inner!)
        {
            ExceptionType = typeName,
            HResult = content.HResult,
        };
        foreach ((string key, object? value) in content.Properties ?? [])
        {
            fallback.Properties[key] = value;
        }

        return fallback;
    }
}
