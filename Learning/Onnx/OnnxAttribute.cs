namespace RlOrleans.Learning;

/// <summary>A setting of an ONNX operator (AttributeProto): a name and a value.</summary>
internal readonly struct OnnxAttribute
{
    private const int NameField = 1;
    private const int FloatField = 2;
    private const int IntField = 3;
    private const int StringField = 4;
    private const int IntsField = 8;
    private const int TypeField = 20;

    private OnnxAttribute(ProtobufMessage message) => Message = message;

    public ProtobufMessage Message { get; }

    public static OnnxAttribute Of(string name, float value) => new(Begin(name, type: 1).Add(FloatField, value));

    public static OnnxAttribute Of(string name, long value) => new(Begin(name, type: 2).Add(IntField, value));

    public static OnnxAttribute Of(string name, string value) => new(Begin(name, type: 3).Add(StringField, value));

    public static OnnxAttribute Of(string name, params ReadOnlySpan<long> values)
    {
        ProtobufMessage message = Begin(name, type: 7);
        foreach (long value in values)
            message.Add(IntsField, value);
        return new OnnxAttribute(message);
    }

    private static ProtobufMessage Begin(string name, int type) => new ProtobufMessage().Add(NameField, name).Add(TypeField, (long)type);
}
