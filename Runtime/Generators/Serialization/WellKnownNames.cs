namespace RlOrleans.Runtime.Generators.Serialization;

/// <summary>The names that the generator looks for, and those that it writes.</summary>
internal static class WellKnownNames
{
    public const string GenerateSerializer = "Orleans.GenerateSerializerAttribute";
    public const string RegisterConverter = "Orleans.RegisterConverterAttribute";
    public const string Converter = "Orleans.IConverter<TValue, TSurrogate>";
    public const string Id = "Orleans.IdAttribute";
    public const string Alias = "Orleans.AliasAttribute";
    public const string Immutable = "Orleans.ImmutableAttribute";
    public const string Transparent = "Orleans.SerializerTransparentAttribute";
    public const string NonSerialized = "System.NonSerializedAttribute";
    public const string ApplicationPart = "Orleans.ApplicationPartAttribute";
    public const string ManifestProvider = "Orleans.Serialization.Configuration.TypeManifestProviderAttribute";

    public const string GeneratedNamespace = "OrleansCodeGen";
    public const string Codecs = "global::Orleans.Serialization.Codecs.";
    public const string Buffers = "global::Orleans.Serialization.Buffers.";
    public const string CopyContext = "global::Orleans.Serialization.Cloning.CopyContext";
    public const string UnsafeAccessor = "global::System.Runtime.CompilerServices.UnsafeAccessor";
    public const string GeneratedCode = "[global::System.CodeDom.Compiler.GeneratedCode(\"RlOrleans.Runtime.Generators\", \"1\")]";
}
