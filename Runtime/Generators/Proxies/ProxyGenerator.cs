using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RlOrleans.Runtime.Generators.Proxies;

/// <summary>
/// Writes, for every grain interface, the reference that turns calls into requests and one request class for each method;
/// and, for every assembly, the manifest by which the runtime finds its interfaces and grain classes.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ProxyGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<GeneratedInterface> interfaces = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is InterfaceDeclarationSyntax { BaseList: not null },
                static (syntax, cancellation) => InterfaceGenerator.Generate(syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancellation) as INamedTypeSymbol))
            .Where(static generated => generated is not null)
            .Select(static (generated, _) => generated!)
            .WithTrackingName("Interfaces");

        IncrementalValuesProvider<string> classes = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is ClassDeclarationSyntax { BaseList: not null },
                static (syntax, cancellation) => GrainClassFinder.Find(syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancellation) as INamedTypeSymbol))
            .Where(static name => name is not null)
            .Select(static (name, _) => name!)
            .WithTrackingName("Classes");

        IncrementalValueProvider<string> assembly = context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? "Assembly");

        context.RegisterSourceOutput(interfaces, static (output, generated) => Emit(output, generated));
        context.RegisterSourceOutput(
            interfaces.Collect().Combine(classes.Collect()).Combine(assembly),
            static (output, all) => EmitManifest(output, all.Right, all.Left.Left, all.Left.Right));
    }

    private static void Emit(SourceProductionContext output, GeneratedInterface generated)
    {
        foreach (ProxyDiagnostic diagnostic in generated.Diagnostics)
        {
            output.ReportDiagnostic(diagnostic.ToDiagnostic());
        }

        if (generated.Source.Length > 0)
        {
            output.AddSource(generated.HintName, generated.Source);
        }
    }

    private static void EmitManifest(
        SourceProductionContext output, string assembly, ImmutableArray<GeneratedInterface> interfaces, ImmutableArray<string> classes)
    {
        List<string> registrations =
        [
            .. interfaces.Select(static generated => generated.Registration).Where(static code => code.Length > 0).Distinct(StringComparer.Ordinal).OrderBy(static code => code, StringComparer.Ordinal),
            .. classes.Distinct(StringComparer.Ordinal).OrderBy(static name => name, StringComparer.Ordinal).Select(static name => $"AddClass(typeof({name}));"),
        ];
        if (registrations.Count > 0)
        {
            output.AddSource("GrainManifest.g.cs", GrainManifestWriter.Write(assembly, registrations));
        }
    }
}
