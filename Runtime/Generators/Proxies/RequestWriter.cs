using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace RlOrleans.Runtime.Generators.Proxies;

/// <summary>Writes the request class of one method.</summary>
internal static class RequestWriter
{
    public static void Write(StringBuilder code, INamedTypeSymbol grainInterface, GrainMethod method)
    {
        IMethodSymbol symbol = method.Symbol;
        string target = symbol.ContainingType.Code();
        code.AppendLine($"    {GrainManifestWriter.GeneratedCode}");
        code.AppendLine($"    internal sealed class {method.RequestClass}{method.TypeParameters} : {method.RequestBase}{Constraints(symbol)}");
        code.AppendLine("    {");
        for (int i = 0; i < symbol.Parameters.Length; i++)
        {
            code.AppendLine($"        public {symbol.Parameters[i].Type.Code()} arg{i};");
        }

        code.AppendLine($"        private {target} _target;");
        WriteConstructor(code, method);
        code.AppendLine();
        code.AppendLine($"        public override uint MethodId => 0x{method.Id:X8}u;");
        if (symbol.TypeParameters.Length > 0)
        {
            code.AppendLine($"        public override global::System.Type[] TypeArguments => [{string.Join(", ", symbol.TypeParameters.Select(static parameter => $"typeof({parameter.Name})"))}];");
        }

        WriteArguments(code, symbol);
        WriteIdentity(code, grainInterface, symbol);
        WriteTarget(code, symbol.ContainingType, target);
        WriteAttributes(code, method);
        WriteSerialization(code, symbol);
        string arguments = string.Join(", ", symbol.Parameters.Select(static (parameter, i) => GrainMethod.IsCancellationToken(parameter) ? "GetCalleeToken()" : $"arg{i}"));
        code.AppendLine($"        protected override {symbol.ReturnType.Code()} InvokeInner() => _target.{symbol.Name}{method.TypeParameters}({arguments});");
        code.AppendLine("    }");
    }

    private static void WriteConstructor(StringBuilder code, GrainMethod method)
    {
        List<string> options = [];
        foreach (string name in new[] { "OneWay", "ReadOnly", "AlwaysInterleave" })
        {
            if (method.Symbol.Has($"Orleans.Concurrency.{name}Attribute"))
            {
                options.Add($"global::Orleans.CodeGeneration.InvokeMethodOptions.{name}");
            }
        }

        if (options.Count > 0)
        {
            code.AppendLine();
            code.AppendLine($"        public {method.RequestClass}() => AddInvokeMethodOptions({string.Join(" | ", options)});");
        }
    }

    private static void WriteArguments(StringBuilder code, IMethodSymbol symbol)
    {
        if (symbol.Parameters.Length == 0)
        {
            return;
        }

        code.AppendLine($"        public override int GetArgumentCount() => {symbol.Parameters.Length};");
        code.AppendLine("        public override object GetArgument(int index) => index switch");
        code.AppendLine("        {");
        for (int i = 0; i < symbol.Parameters.Length; i++)
        {
            code.AppendLine($"            {i} => arg{i},");
        }

        code.AppendLine("            _ => throw ArgumentOutOfRange(index),");
        code.AppendLine("        };");
        code.AppendLine("        public override void SetArgument(int index, object value)");
        code.AppendLine("        {");
        code.AppendLine("            switch (index)");
        code.AppendLine("            {");
        for (int i = 0; i < symbol.Parameters.Length; i++)
        {
            code.AppendLine($"                case {i}: arg{i} = ({symbol.Parameters[i].Type.Code()})value; break;");
        }

        code.AppendLine("                default: throw ArgumentOutOfRange(index);");
        code.AppendLine("            }");
        code.AppendLine("        }");
    }

    private static void WriteIdentity(StringBuilder code, INamedTypeSymbol grainInterface, IMethodSymbol symbol)
    {
        string name = grainInterface.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
        string parameterTypes = string.Join(", ", symbol.Parameters.Select(static parameter => $"typeof({parameter.Type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})"));
        string typeArguments = string.Join(", ", symbol.TypeParameters.Select(static parameter => $"typeof({parameter.Name})"));
        code.AppendLine($"        public override string GetMethodName() => \"{symbol.Name}\";");
        code.AppendLine($"        public override string GetInterfaceName() => \"{name}\";");
        code.AppendLine($"        public override string GetActivityName() => \"{name}/{symbol.Name}\";");
        code.AppendLine($"        public override global::System.Type GetInterfaceType() => typeof({grainInterface.Code()});");
        code.AppendLine($"        public override global::System.Reflection.MethodInfo GetMethod() => FindMethod(typeof({symbol.ContainingType.Code()}), \"{symbol.Name}\", [{typeArguments}], [{parameterTypes}]);");
    }

    private static void WriteTarget(StringBuilder code, INamedTypeSymbol declaring, string target)
    {
        code.AppendLine("        public override object GetTarget() => _target;");
        code.AppendLine(declaring.IsExtension()
            ? $"        public override void SetTarget(global::Orleans.Serialization.Invocation.ITargetHolder holder) => _target = FindExtension<{target}>(holder);"
            : $"        public override void SetTarget(global::Orleans.Serialization.Invocation.ITargetHolder holder) => _target = ({target})holder.GetTarget();");
    }

    private static void WriteAttributes(StringBuilder code, GrainMethod method)
    {
        IMethodSymbol symbol = method.Symbol;
        if (symbol.AttributeArgument("Orleans.ResponseTimeoutAttribute") is string text
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan timeout))
        {
            code.AppendLine($"        public override global::System.TimeSpan? GetDefaultResponseTimeout() => global::System.TimeSpan.FromTicks({timeout.Ticks}L);");
        }

        if (method.IsCancellable)
        {
            int index = symbol.Parameters.IndexOf(symbol.Parameters.First(GrainMethod.IsCancellationToken));
            code.AppendLine("        public override bool IsCancellable => true;");
            code.AppendLine($"        public override global::System.Threading.CancellationToken GetCancellationToken() => arg{index};");
        }

        if (method.Kind is ReturnKind.Task or ReturnKind.ValueTask
            && symbol.GetReturnTypeAttributes().Attribute("Orleans.ImmutableAttribute") is not null)
        {
            code.AppendLine("        protected override bool IsResultImmutable => true;");
        }
    }

    private static void WriteSerialization(StringBuilder code, IMethodSymbol symbol)
    {
        WriteArgumentLoop(code, symbol, "SerializeArguments", "Writer writer", static (type, i) => $"writer.WriteValue<{type}>(arg{i});");
        WriteArgumentLoop(code, symbol, "DeserializeArguments", "Reader reader", static (type, i) => $"arg{i} = reader.ReadValue<{type}>();");
    }

    private static void WriteArgumentLoop(StringBuilder code, IMethodSymbol symbol, string name, string parameter, Func<string, int, string> write)
    {
        code.AppendLine($"        public override void {name}(ref global::Orleans.Serialization.Buffers.{parameter})");
        code.AppendLine("        {");
        for (int i = 0; i < symbol.Parameters.Length; i++)
        {
            if (!GrainMethod.IsCancellationToken(symbol.Parameters[i]))
            {
                code.AppendLine("            " + write(symbol.Parameters[i].Type.Code(), i));
            }
        }

        code.AppendLine("        }");
    }

    private static string Constraints(IMethodSymbol symbol)
    {
        StringBuilder constraints = new();
        foreach (ITypeParameterSymbol parameter in symbol.TypeParameters)
        {
            List<string> parts = [];
            if (parameter.HasUnmanagedTypeConstraint)
            {
                parts.Add("unmanaged");
            }
            else if (parameter.HasValueTypeConstraint)
            {
                parts.Add("struct");
            }
            else if (parameter.HasReferenceTypeConstraint)
            {
                parts.Add("class");
            }
            else if (parameter.HasNotNullConstraint)
            {
                parts.Add("notnull");
            }

            parts.AddRange(parameter.ConstraintTypes.Select(static type => type.Code()));
            if (parameter.HasConstructorConstraint && !parameter.HasValueTypeConstraint && !parameter.HasUnmanagedTypeConstraint)
            {
                parts.Add("new()");
            }

            if (parts.Count > 0)
            {
                constraints.Append($" where {parameter.Name} : {string.Join(", ", parts)}");
            }
        }

        return constraints.ToString();
    }
}
