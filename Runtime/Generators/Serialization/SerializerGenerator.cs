using System.Collections.Immutable;

using Microsoft.CodeAnalysis;

namespace RlOrleans.Runtime.Generators.Serialization;

/// <summary>
/// Writes the codec of every type with [GenerateSerializer], and the manifest by which the runtime finds the codecs.
/// Each type's code depends on its declaration alone and is cached as text, so that an edit elsewhere costs nothing.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class SerializerGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<GeneratedCodec> codecs = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                WellKnownNames.GenerateSerializer,
                static (_, _) => true,
                static (target, cancellation) => CodecGenerator.Generate((INamedTypeSymbol)target.TargetSymbol, target.SemanticModel.Compilation, cancellation))
            .WithTrackingName("Codecs");

        IncrementalValuesProvider<GeneratedCodec> converters = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                WellKnownNames.RegisterConverter,
                static (_, _) => true,
                static (target, _) => ConverterRegistration.Generate((INamedTypeSymbol)target.TargetSymbol));

        IncrementalValueProvider<AssemblyParts> parts = context.CompilationProvider.Select(static (compilation, _) => AssemblyParts.Find(compilation));

        context.RegisterSourceOutput(codecs, static (output, codec) => Emit(output, codec));
        context.RegisterSourceOutput(converters, static (output, converter) => Emit(output, converter));
        context.RegisterSourceOutput(
            codecs.Collect().Combine(converters.Collect()).Combine(parts),
            static (output, all) => output.AddSource(
                "SerializationManifest.g.cs",
                ManifestGenerator.Generate(all.Right, Registrations(all.Left.Left), Registrations(all.Left.Right))));
    }

    private static void Emit(SourceProductionContext output, GeneratedCodec codec)
    {
        foreach (ReportedDiagnostic diagnostic in codec.Diagnostics)
        {
            output.ReportDiagnostic(diagnostic.ToDiagnostic());
        }

        if (codec.Source.Length > 0)
        {
            output.AddSource(codec.HintName, codec.Source);
        }
    }

    // A partial type may carry the attribute once only, but its parts are seen one by one.
    private static IEnumerable<string> Registrations(ImmutableArray<GeneratedCodec> codecs) =>
        codecs.Select(static codec => codec.Registration)
            .Where(static registration => registration.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .OrderBy(static registration => registration, StringComparer.Ordinal);
}
